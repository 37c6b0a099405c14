import {existsSync} from 'node:fs';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parse} from 'csv-parse/sync';
import type {DestinationUnderTest, Person} from '../connector-under-test.js';

const mapping = {email: 'email', name: 'lastName', points: 'loyalty_points'};

/** The channel `csv`: the same program, whose users are rows of files, of which a later one overrides an earlier one. */
export const destinationCohortCsv: DestinationUnderTest = {
  name: 'destination-cohort',
  title: 'destination-cohort, channel csv',
  kind: 'destination',
  object: 'users',
  forgetsRuns: true,
  async start() {
    const dir = await mkdtemp(join(tmpdir(), 'cohort-csv-'));
    return {
      config: {channel: {type: 'csv', dir}, mapping},
      close: () => rm(dir, {recursive: true, force: true}),
      people: () => readUsers(dir),
    };
  },
  badConfigs: [
    {change: {channel: undefined}, says: ['"api_key" is missing']},
    {change: {channel: {type: 'csv'}}, says: ['/channel', '"dir" is missing']},
    {change: {channel: {type: 'telegraph'}}, says: ['/channel/type', 'csv']},
  ],
  unreachable: undefined,
  wrongKey: () => ({channel: {type: 'csv', dir: '/dev/null/files'}}),
};

async function readUsers(dir: string): Promise<Person[]> {
  if (!existsSync(dir)) return [];
  const entries = await readdir(dir);
  const names = entries.filter(name => /^users-.*\.csv$/.test(name)).sort();
  const users = new Map<string, Person>();
  for (const name of names) {
    const rows: Record<string, string>[] = parse(await readFile(join(dir, name)), {columns: true});
    for (const {Email = '', 'Last Name': lastName = '', loyalty_points = ''} of rows) {
      const key = Email.toLowerCase();
      const before = users.get(key);
      users.set(key, {
        email: Email,
        name: lastName || (before?.name ?? null),
        points: loyalty_points === '' ? (before?.points ?? null) : Number(loyalty_points),
      } as Person);
    }
  }
  // What is durable before its file is whole.
  for (const name of entries.filter(entry => entry.endsWith('.part'))) {
    const text = await readFile(join(dir, name), 'utf8').catch(() => undefined);
    // It became whole since the folder was listed.
    if (text === undefined) return readUsers(dir);
    const [, ...lines] = text.split('\n').filter(Boolean);
    for (const line of lines) {
      const {key, email, cells} = JSON.parse(line);
      users.set(key, {email, name: cells[1], points: Number(cells[2])});
    }
  }
  return [...users.values()];
}
