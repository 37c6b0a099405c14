import {expect, test} from 'vitest';
import {startedForEach} from '../../fixtures/started.js';
import {call, ids, type RunOptions, readRun, trouble, update} from './read-run.js';
import {COUNT, refusal, rest, startPages} from './rest-pages.js';

const emulator = startedForEach(startPages);

test('each page is a place to go on from', async () => {
  let states = 0;
  const killed = await readRun(emulator(), {
    ...rest,
    until: ({kind}) => kind === 'state' && ++states === 3,
  });
  expect(killed.records.length).toBe(600);
  const resumed = await readRun(emulator(), {...rest, state: killed.states.at(-1)});
  expect(new Set([...ids(killed), ...ids(resumed)]).size).toBe(COUNT);
  const again = await readRun(emulator(), {...rest, state: resumed.states.at(-1)});
  expect(again.records).toEqual([]);
});

test('what is changed while a run reads is read by the next one', async () => {
  let id: unknown;
  let changing: Promise<void> | undefined;
  const first = await readRun(emulator(), {
    ...rest,
    until: event => {
      if (event.kind === 'records' && !id && event.records.length > 0) {
        id = JSON.parse(String([...event.records][0])).Id;
        changing = update(emulator(), id, {Title: 'Changed meanwhile'});
      }
      return false;
    },
  });
  await changing;
  const second = await readRun(emulator(), {...rest, state: first.states.at(-1)});
  expect(ids(second)).toContain(id);
});

test('a full refresh goes on after the last key', async () => {
  const settings = {sync_mode: 'full_refresh'} as const;
  const whole: RunOptions = {...rest, settings};
  const killed = await readRun(emulator(), {...whole, until: ({kind}) => kind === 'state'});
  expect(killed.states).toEqual([expect.objectContaining({afterKey: ids(killed).at(-1)})]);
  const resumed = await readRun(emulator(), {...whole, state: killed.states.at(-1)});
  expect(resumed.records.length).toBe(COUNT - killed.records.length);
  const next = await readRun(emulator(), {...whole, state: resumed.states.at(-1)});
  expect(next.records.length).toBe(COUNT);
});

test('a full refresh that was killed is begun again when the stream is incremental now', async () => {
  const full: RunOptions = {...rest, settings: {sync_mode: 'full_refresh'}};
  const killed = await readRun(emulator(), {...full, until: ({kind}) => kind === 'state'});
  const run = await readRun(emulator(), {...rest, state: killed.states.at(-1)});
  expect(run.records.length).toBe(COUNT);
});

test('a query that Salesforce has forgotten goes on from its last record', async () => {
  await trouble(emulator(), refusal('INVALID_QUERY_LOCATOR', {route: '*/query/:locator', nth: 3}));
  const run = await readRun(emulator(), rest);
  expect(run.error).toBeUndefined();
  expect(new Set(ids(run)).size).toBe(COUNT);
  // Those with the last record's stamp come again.
  expect(run.records.length).toBeLessThan(COUNT + 200);
});

test('a query that Salesforce forgets again and again at the same place ends the run', async () => {
  const {records} = await readRun(emulator(), rest);
  for (const some of [records.slice(0, 200), records.slice(200, 400), records.slice(400, 600)]) {
    const changed = some.map(({Id: id}) => ({attributes: {type: 'Contact'}, id, Title: 'All'}));
    await call(emulator(), 'PATCH', '/composite/sobjects', {records: changed});
  }
  await trouble(emulator(), refusal('INVALID_QUERY_LOCATOR', {route: '*/query/:locator'}));
  const run = await readRun(emulator(), {...rest, config: {start_date: '2025-07-01'}});
  expect(run.error).toMatchObject({failure: 'transient_error'});
});

test('a query of few records that Salesforce has forgotten is read by bulk', async () => {
  await trouble(emulator(), refusal('INVALID_QUERY_LOCATOR', {route: '*/query/:locator', nth: 2}));
  const run = await readRun(emulator(), {fields: ['Email']});
  expect(run.error).toBeUndefined();
  expect(new Set(ids(run)).size).toBe(COUNT);
});

test('NUL characters are left out, and the record says so', async () => {
  await trouble(emulator(), {
    route: '*/query',
    nth: 1,
    answer: {
      status: 200,
      body: {
        totalSize: 1,
        done: true,
        records: [
          {
            Id: '0035e00000000AbAAI',
            SystemModstamp: '2026-01-02T03:04:05.000+0000',
            Email: 'a\u0000b@example.com',
          },
        ],
      },
    },
  });
  const run = await readRun(emulator(), {fields: ['Email']});
  expect(run.records).toEqual([
    {
      Id: '0035e00000000AbAAI',
      SystemModstamp: '2026-01-02T03:04:05.000Z',
      Email: 'ab@example.com',
    },
  ]);
  expect(run.texts[0]).toMatchObject({changes: [{field: 'Email', change: 'TRUNCATED'}]});
});
