import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {call, ids, readRun, trouble, update} from './read-run.js';

let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 3000, bulkPageSize: 500});
});

afterAll(() => emulator.close());

test('the first run reads every record once, with the key, the cursor and what was chosen', async () => {
  const run = await readRun(emulator, {fields: ['Email']});
  const {totalSize} = (await call(emulator, 'GET', '/query?q=SELECT+COUNT()+FROM+Contact')) as {
    totalSize: number;
  };
  expect(run.error).toBeUndefined();
  expect(run.records.length).toBe(totalSize);
  expect(new Set(ids(run)).size).toBe(totalSize);
  expect(Object.keys(run.records[0] ?? {})).toEqual(['Id', 'SystemModstamp', 'Email']);
});

test('records read by REST and by bulk are the same, character by character', async () => {
  const fields = [
    'Email',
    'Birthdate',
    'CreatedDate',
    'MailingStreet',
    'IsEmailBounced',
    'MailingLatitude',
    'Description',
  ];
  const rest = await readRun(emulator, {fields});
  const bulk = await readRun(emulator, {fields, config: {force_use_bulk_api: true}});
  expect(rest.events.some(({kind}) => kind === 'estimate')).toBe(true);
  expect([...bulk.texts].sort()).toEqual([...rest.texts].sort());
});

test('a run with nothing new reads nothing in two calls', async () => {
  const first = await readRun(emulator);
  const second = await readRun(emulator, {state: first.states.at(-1)});
  expect(second.records).toEqual([]);
  expect(second.calls).toBe(2);
  expect(second.states.length).toBe(1);
});

test('where the next run begins is told by the clock of Salesforce', async () => {
  const slow = await startSalesforceEmulator({contacts: 10});
  const hourAgo = Date.now() - 3_600_000;
  const body = await call(slow, 'GET', '/sobjects/Contact/describe');
  const headers = {date: new Date(hourAgo).toUTCString()};
  await trouble(slow, {route: '*/describe', answer: {status: 200, headers, body}});
  const run = await readRun(slow);
  expect(Date.parse(String(run.states.at(-1)?.through)) - hourAgo).toBeLessThan(600_000);
  await slow.close();
});

test('without a lookback, what changed in the second in which the last run began is read', async () => {
  const first = await readRun(emulator);
  const [id] = ids(first);
  await update(emulator, id, {LastName: 'Within'});
  const path = `/sobjects/Contact/${id}?fields=SystemModstamp`;
  const {SystemModstamp} = (await call(emulator, 'GET', path)) as {SystemModstamp: string};
  // Salesforce stamps whole seconds; a run begins at any time within one.
  const through = new Date(Date.parse(SystemModstamp.replace('+0000', 'Z')) + 500).toISOString();
  const {recent: _, ...state} = first.states.at(-1) ?? {};
  const second = await readRun(emulator, {
    state: {...state, through},
    config: {lookback_window: 'PT0S'},
  });
  expect(ids(second)).toContain(id);
});

test('what changed is read once, though the lookback window is read again and again', async () => {
  const first = await readRun(emulator);
  const [one, two] = ids(first);
  await update(emulator, one, {LastName: 'First'});
  const second = await readRun(emulator, {state: first.states.at(-1)});
  expect(ids(second)).toEqual([one]);
  await update(emulator, two, {LastName: 'Second'});
  const third = await readRun(emulator, {state: second.states.at(-1)});
  expect(ids(third)).toContain(two);
  const fourth = await readRun(emulator, {state: third.states.at(-1)});
  expect(ids(fourth)).toEqual([]);
  expect(JSON.stringify(fourth.states.at(-1)).length).toBeLessThan(600);
});

test('after a mass change, runs within the lookback do not look back, and one after it does', async () => {
  const org = await startSalesforceEmulator({contacts: 3000});
  const config = {lookback_window: 'P3650D'};
  const first = await readRun(org, {config});
  const [id, another] = ids(first);
  expect(first.records.length).toBe(2970);
  await update(org, id, {LastName: 'Changed'});
  const second = await readRun(org, {config, state: first.states.at(-1)});
  expect([ids(second), second.calls]).toEqual([[id], 2]);
  const third = await readRun(org, {config, state: second.states.at(-1)});
  expect([ids(third), third.calls]).toEqual([[], 2]);
  await update(org, another, {LastName: 'Changed as well'});
  const due = {...third.states.at(-1), lookedAt: '2001-01-01T00:00:00.000Z'};
  const fourth = await readRun(org, {config, state: due});
  // All of the window is read again, and nothing of it is sent twice.
  expect(fourth.events.some(event => event.kind === 'estimate' && event.rows === 2970)).toBe(true);
  expect(ids(fourth)).toEqual([another]);
  expect(fourth.states.at(-1)).not.toHaveProperty('lookFrom');
  await org.close();
});

test('what was stamped before the last run and becomes visible late is found by the run that looks back', async () => {
  const org = await startSalesforceEmulator({contacts: 3000});
  const config = {lookback_window: 'P3650D'};
  const first = await readRun(org, {config});
  const {recent, ...state} = first.states.at(-1) ?? {};
  const [late, ...others] = ids(first);
  // As if it had not been there.
  const known = String((recent as Record<string, string>)['']);
  const without = async (lookedAt: unknown) => {
    const found: unknown[] = [];
    for (let at = 0; at < known.length; at += 8 * 512) {
      const kept = `${known.slice(0, at)}${known.slice(at + 8 * 512)}`;
      const run = await readRun(org, {config, state: {...state, lookedAt, recent: {'': kept}}});
      found.push(...ids(run));
    }
    return found;
  };
  expect(await without(state.lookedAt)).toEqual([]);
  expect(new Set(await without('2001-01-01T00:00:00.000Z'))).toEqual(new Set([late, ...others]));
  await org.close();
});

test('what was read in slices within the lookback window is not read again', async () => {
  const minute = 60_000;
  const behind = await startSalesforceEmulator({
    contacts: 20,
    clock: () => Date.now() - 30 * minute,
  });
  const start = new Date(Date.now() - 100 * minute).toISOString();
  const config = {start_date: start, stream_slice_step: 'PT40M', lookback_window: 'PT3H'};
  await call(behind, 'POST', '/sobjects/Contact', {LastName: 'Recent'});
  const first = await readRun(behind, {config});
  expect(first.records).toEqual([expect.objectContaining({LastName: 'Recent'})]);
  expect((await readRun(behind, {config, state: first.states.at(-1)})).records).toEqual([]);
  await behind.close();
});

test('a record that changes twice within a second is read twice, though its stamp is the same', async () => {
  const now = Date.now();
  const still = await startSalesforceEmulator({contacts: 20, clock: () => now});
  const [id] = ids(await readRun(still));
  await update(still, id, {LastName: 'Once'});
  const first = await readRun(still);
  expect(first.records).toContainEqual(expect.objectContaining({Id: id, LastName: 'Once'}));
  await update(still, id, {LastName: 'Twice'});
  const second = await readRun(still, {state: first.states.at(-1)});
  expect(second.records).toContainEqual(expect.objectContaining({Id: id, LastName: 'Twice'}));
  await still.close();
});

test('a record that became visible after the run passed its stamp is found', async () => {
  let ahead = 0;
  const late = await startSalesforceEmulator({contacts: 20, clock: () => Date.now() + ahead});
  const first = await readRun(late);
  await trouble(late, {kind: 'late-rows', visibleAfterMs: 60_000});
  await call(late, 'POST', '/sobjects/Contact', {LastName: 'Late'});
  const second = await readRun(late, {state: first.states.at(-1)});
  expect(ids(second)).toEqual([]);
  ahead = 61_000;
  const third = await readRun(late, {state: second.states.at(-1)});
  expect(third.records).toEqual([expect.objectContaining({LastName: 'Late'})]);
  await late.close();
});

test('a start date leaves out what was modified before it, and nothing else does', async () => {
  const all = await readRun(emulator);
  const stamps = all.records.map(({SystemModstamp}) => String(SystemModstamp)).sort();
  const middle = stamps[1500] ?? '';
  const run = await readRun(emulator, {config: {start_date: middle.replace('.000Z', 'Z')}});
  expect(run.records.length).toBe(stamps.filter(stamp => stamp >= middle).length);
});

test('a start date long before the last run reads nothing again', async () => {
  const config = {start_date: '2000-01-01'};
  const first = await readRun(emulator, {config});
  const second = await readRun(emulator, {config, state: first.states.at(-1)});
  expect(second.records).toEqual([]);
});

test('a field selected later is filled for all records', async () => {
  const first = await readRun(emulator, {fields: ['Email']});
  const second = await readRun(emulator, {
    fields: ['Email', 'Title'],
    state: first.states.at(-1),
  });
  expect(second.records.length).toBe(first.records.length);
  const third = await readRun(emulator, {
    fields: ['Email', 'Title'],
    state: second.states.at(-1),
  });
  expect(third.records).toEqual([]);
  const fewer = await readRun(emulator, {fields: ['Title'], state: second.states.at(-1)});
  expect(fewer.records.length).toBeLessThan(10);
});

test('deleted records come only when IsDeleted is selected', async () => {
  const fields = ['Email', 'IsDeleted'];
  const first = await readRun(emulator, {fields});
  const [victim] = first.records.filter(({IsDeleted}) => IsDeleted === false).map(({Id}) => Id);
  await call(emulator, 'DELETE', `/sobjects/Contact/${victim}`);
  const second = await readRun(emulator, {fields, state: first.states.at(-1)});
  expect(second.records).toContainEqual(expect.objectContaining({Id: victim, IsDeleted: true}));
  const plain = await readRun(emulator, {fields: ['Email']});
  expect(ids(plain)).not.toContain(victim);
});

test.each([
  [{version: 2, fields: []}, 'its version is 2'],
  [{slices: [], state_type: 'date-range'}, 'its version is missing'],
  [{slices: [{start: 'x'}], state_type: 'date-range'}, 'its version is missing'],
  [{SystemModstamp: 'yesterday'}, 'its version is missing'],
  [{version: 1}, 'its fields is missing'],
  [{version: 1, fields: ['Id'], through: 'yesterday'}, 'its through is "yesterday"'],
  [{version: 1, fields: ['Id'], job: 750}, 'its job is 750'],
  [
    {
      version: 1,
      fields: ['Id'],
      job: {id: '750', query: 'x', at: '2026-01-01T00:00:00.000Z', next: 'https://evil.example/'},
    },
    'its job is',
  ],
])('the state %j is refused with what to do', async (state, reason) => {
  const {error} = await readRun(emulator, {state});
  expect(error).toMatchObject({failure: 'config_error'});
  expect(error?.message).toContain(reason);
  expect(error?.message).toContain('Reset the stream');
});
