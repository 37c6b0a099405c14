import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readPlanPage} from '../../../harness/plan/read-plan-page.js';
import {savePlan} from '../../../harness/plan/save-plan.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

test('a plan is read page by page, and only what is looked for', async () => {
  const folder = await temporaryFolder();
  const lines = Array.from({length: 25}, (_, index) => {
    const result = index % 2 === 0 ? 'created' : 'updated';
    return JSON.stringify({system: 'cohort', result, person: `p${index}@x.example`, fields: []});
  });
  writeFileSync(join(folder, 'planned.jsonl'), `${lines.join('\n')}\n`);
  const path = join(folder, 'plan.jsonl');
  await savePlan(path, 'acme.yaml', [folder]);
  const read = async (page: number) => {
    const isWanted = ({result}: {result: string}) => result === 'created';
    const {changes, hasMore} = await readPlanPage(path, {isWanted, page, size: 5});
    return [changes.map(({person}) => person.split('@')[0]), hasMore];
  };
  expect(await read(1)).toEqual([['p0', 'p2', 'p4', 'p6', 'p8'], true]);
  expect(await read(3)).toEqual([['p20', 'p22', 'p24'], false]);
  expect(await read(4)).toEqual([[], false]);
});
