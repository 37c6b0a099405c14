import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import {expect, test} from 'vitest';
import {startedOnce} from '../../fixtures/started.js';
import {call, ids, readRun, trouble, update} from './read-run.js';

const emulator = startedOnce(() => startSalesforceEmulator({contacts: 3000, bulkPageSize: 500}));

test('without a lookback, what changed in the second in which the last run began is read', async () => {
  const first = await readRun(emulator());
  const [id] = ids(first);
  await update(emulator(), id, {LastName: 'Within'});
  const path = `/sobjects/Contact/${id}?fields=SystemModstamp`;
  const {SystemModstamp} = (await call(emulator(), 'GET', path)) as {SystemModstamp: string};
  // Salesforce stamps whole seconds; a run begins at any time within one.
  const through = new Date(Date.parse(SystemModstamp.replace('+0000', 'Z')) + 500).toISOString();
  const {recent: _, ...state} = first.states.at(-1) ?? {};
  const second = await readRun(emulator(), {
    state: {...state, through},
    config: {lookback_window: 'PT0S'},
  });
  expect(ids(second)).toContain(id);
});

test('what changed is read once, though the lookback window is read again and again', async () => {
  const first = await readRun(emulator());
  const [one, two] = ids(first);
  await update(emulator(), one, {LastName: 'First'});
  const second = await readRun(emulator(), {state: first.states.at(-1)});
  expect(ids(second)).toEqual([one]);
  await update(emulator(), two, {LastName: 'Second'});
  const third = await readRun(emulator(), {state: second.states.at(-1)});
  expect(ids(third)).toContain(two);
  const fourth = await readRun(emulator(), {state: third.states.at(-1)});
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
