import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {savePlan} from '../../../harness/plan/save-plan.js';
import {SavedPlan} from '../../../harness/plan/saved-plan.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const PLANNED_ID = '00000000-0000-4000-8000-00000000000a';

function change(person: string, to: unknown, more: object = {}) {
  const at = new Date().toISOString();
  const fields = [{name: 'points', from: 1, to}];
  return {at, system: 'cohort', result: 'updated', person, fields, ...more};
}

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, 'plan.jsonl');
});

function record(...changes: object[]): string[] {
  writeFileSync(
    join(folder, 'planned.jsonl'),
    changes.map(line => `${JSON.stringify(line)}\n`).join(''),
  );
  return [folder];
}

test('a plan has each change, for its owner alone', async () => {
  const folders = record(change('ann@x.example', 2), change('bob@x.example', 3));
  expect(await savePlan(path, 'acme.yaml', folders)).toBe(2);
  const [header, ...lines] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(JSON.parse as never);
  expect(header).toMatchObject({plan_version: 1, connection: 'acme.yaml', changes: 2});
  expect(lines).toMatchObject([{person: 'ann@x.example'}, {person: 'bob@x.example'}]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await SavedPlan.open(path, 'acme.yaml')).changes).toBe(2);
});

test('a plan without any change allows none', async () => {
  expect(await savePlan(path, 'acme.yaml', [folder])).toBe(0);
  const plan = await SavedPlan.open(path, 'acme.yaml');
  expect((await plan.beyond(record(change('ann@x.example', 2)))).count).toBe(1);
});

test('the same write is in the plan, whatever was there before it; another value, person or field is not', async () => {
  await savePlan(path, 'acme.yaml', record(change('ann@x.example', 2), change('bob@x.example', 3)));
  const plan = await SavedPlan.open(path, 'acme.yaml');
  const same = {fields: [{name: 'points', from: 7, to: 2}]};
  const others = [
    change('ann@x.example', 3),
    change('cem@x.example', 2),
    change('bob@x.example', 3, {system: 'salesforce'}),
    change('bob@x.example', 3, {result: 'created'}),
  ];
  const beyond = await plan.beyond(record(change('ann@x.example', 2, same), ...others));
  expect(beyond.count).toBe(4);
  expect(beyond.examples.map(({person}) => person)).toEqual([
    'ann@x.example',
    'cem@x.example',
    'bob@x.example',
  ]);
});

test('values that differ only behind their beginning are different', async () => {
  const long = 'x'.repeat(5000);
  await savePlan(path, 'acme.yaml', record(change('ann@x.example', `${long}a`)));
  const plan = await SavedPlan.open(path, 'acme.yaml');
  expect((await plan.beyond(record(change('ann@x.example', `${long}b`)))).count).toBe(1);
});

test('the ids that Cohort has yet to give out differ from plan to plan', async () => {
  const of = (id: string) =>
    change('ann@x.example', id, {user_id: id, system: 'salesforce', record_id: '003A'});
  await savePlan(path, 'acme.yaml', record(of(PLANNED_ID)));
  expect(readFileSync(path, 'utf8')).not.toContain(PLANNED_ID);
  const plan = await SavedPlan.open(path, 'acme.yaml');
  expect((await plan.beyond(record(of(PLANNED_ID.replace(/a$/, 'b'))))).count).toBe(0);
});

test.each([
  ['found no file', undefined],
  ['found an empty file', ''],
  ['found no plan', 'salesforce: {}\n'],
  ['found a plan of other.yaml, expected one of acme.yaml', header({connection: 'other.yaml'})],
  ['found 0 changes, expected 2, so it is not whole', header({changes: 2, pad: 'xx'})],
  ['which is impossible', header({changes: 1e12})],
  ['found no plan', header({changes: -1})],
  ['found a line that is not a planned change', `${header({changes: 1})}{"person": 3}\n`],
])('%s: the error says what to do', async (found, text) => {
  if (text !== undefined) writeFileSync(path, text);
  const opened = SavedPlan.open(path, 'acme.yaml');
  await expect(opened).rejects.toThrow(found);
  await expect(opened).rejects.toThrow(/[Mm]ake the plan/);
});

function header(more: object): string {
  const made_at = new Date().toISOString();
  return `${JSON.stringify({plan_version: 1, connection: 'acme.yaml', made_at, changes: 0, ...more})}\n`;
}

test('a file that cannot be written is named', async () => {
  await expect(savePlan('/proc/plan.jsonl', 'acme.yaml', [folder])).rejects.toThrow(
    /--out: \/proc\/plan\.jsonl cannot be written/,
  );
});
