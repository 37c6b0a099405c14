import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startCohortEmulator} from '@cohort-salesforce/emulators/cohort';
import type {SourceUnderTest, System} from '../connector-under-test.js';

/** The channel `csv`: the same program, which reads what a person has exported. */
export const sourceCohortCsv: SourceUnderTest = {
  name: 'source-cohort',
  title: 'source-cohort, channel csv',
  kind: 'source',
  start: () => exported(80),
  startLarge: () => exported(11_000),
  large: {stream: 'users', fields: ['id', 'email', 'exportedAt', 'loyalty_points']},
  badConfigs: [
    {change: {channel: undefined}, says: ['"api_key" is missing']},
    {change: {channel: {type: 'csv'}}, says: ['/channel', '"path" is missing']},
    {change: {channel: {type: 'telegraph'}}, says: ['/channel/type', 'csv']},
  ],
  unreachable: undefined,
  wrongKey: () => ({channel: {type: 'csv', path: '/dev/null/files'}}),
};

async function exported(users: number): Promise<System> {
  const path = await mkdtemp(join(tmpdir(), 'cohort-export-'));
  const emulator = await startCohortEmulator({users});
  const response = await fetch(`${emulator.url}/__emulator/users.csv`);
  await writeFile(join(path, 'users.csv'), await response.text());
  await emulator.close();
  return {
    config: {channel: {type: 'csv', path}},
    close: () => rm(path, {recursive: true, force: true}),
  };
}
