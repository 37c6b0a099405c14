import {appendFile, readdir, readFile, rm, truncate, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {EventStore} from '../../../source-cohort/webhooks/store/event-store.js';
import {removeOldFiles} from '../../../source-cohort/webhooks/store/remove-old-files.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {badgeEvent} from './fixtures/deliveries.js';
import {storedEvents} from './fixtures/receiver-program.js';

async function openStore(folder: string, maxFileBytes = 1_000_000) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const store = await EventStore.open({folder, maxFileBytes, warn, pauseMs: 0});
  onTestFinished(() => store.close());
  const add = (...numbers: number[]) =>
    Promise.all(numbers.map(number => store.store(message(number))));
  return {store, add, warnings};
}

function message(number: number) {
  const event = badgeEvent({userId: 'user', badgeId: `badge-${number}`, at: number});
  return {id: `msg_${number}`, body: JSON.stringify(event)};
}

async function filesOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.jsonl')).sort();
  return names.map(name => join(folder, name));
}

async function idsOf(folder: string): Promise<string[]> {
  return (await storedEvents(folder)).map(({id}) => id);
}

test('a message is stored once, within one write, later, and after a restart', async () => {
  const folder = await temporaryFolder();
  const {store, add} = await openStore(folder);
  expect(await add(1, 1, 2)).toEqual(['stored', 'repeated', 'stored']);
  expect(await add(2, 3)).toEqual(['repeated', 'stored']);
  await store.close();
  const again = await openStore(folder);
  expect(await again.add(1, 2, 3, 4)).toEqual(['repeated', 'repeated', 'repeated', 'stored']);
  expect(await idsOf(folder)).toEqual(['msg_1', 'msg_2', 'msg_3', 'msg_4']);
});

test('with each event comes the user after it, unless nothing about the user changes', async () => {
  const folder = await temporaryFolder();
  const {store, add} = await openStore(folder);
  await add(1);
  await add(2);
  const body = JSON.stringify(badgeEvent({userId: 'user', type: 'cohort.app.connected', at: 0}));
  await store.store({id: 'other', body});
  await store.store({id: 'nobody', body: '{"eventType":"x"}'});
  const users = (await storedEvents(folder)).map(({user}) => user?.badges.map(({id}) => id));
  expect(users).toEqual([['badge-1'], ['badge-1', 'badge-2'], undefined, undefined]);
});

test('wherever a kill cuts the last line, it is cut off, and the message is stored when it comes again', async () => {
  const folder = await temporaryFolder();
  const first = await openStore(folder);
  await first.add(1);
  await first.store.close();
  const [path = ''] = await filesOf(folder);
  const line = await readFile(path);
  for (const length of [1, 10, line.length - 1]) {
    await appendFile(path, line.toString().replace('msg_1', 'msg_2').slice(0, length));
    const {store, warnings} = await openStore(folder);
    expect(await readFile(path)).toEqual(line);
    expect(warnings).toEqual([expect.stringContaining(`cut off ${length} bytes`)]);
    await store.close();
  }
  const {add} = await openStore(folder);
  expect(await add(2)).toEqual(['stored']);
  expect(await idsOf(folder)).toEqual(['msg_1', 'msg_2']);
});

test('zeros at the end of a file, as a power failure leaves them, are cut off', async () => {
  const folder = await temporaryFolder();
  const first = await openStore(folder);
  await first.add(1);
  await first.store.close();
  const [path = ''] = await filesOf(folder);
  await appendFile(path, Buffer.concat([Buffer.alloc(100), Buffer.from('\n'), Buffer.alloc(9)]));
  await openStore(folder);
  expect(await idsOf(folder)).toEqual(['msg_1']);
});

test('a damaged line between others is named and left where it is', async () => {
  const folder = await temporaryFolder();
  const first = await openStore(folder);
  await first.add(1);
  await first.add(2);
  await first.store.close();
  const [path = ''] = await filesOf(folder);
  const text = await readFile(path, 'utf8');
  await writeFile(path, `broken${text.slice(6)}`);
  const {warnings, add} = await openStore(folder);
  expect(warnings).toEqual([expect.stringContaining('1 lines are damaged')]);
  expect(await add(2)).toEqual(['repeated']);
});

test('an event that was written but not indexed when the process was killed is known afterwards', async () => {
  const folder = await temporaryFolder();
  const first = await openStore(folder);
  await first.add(1);
  await first.store.close();
  const [path = ''] = await filesOf(folder);
  await appendFile(path, (await readFile(path, 'utf8')).replaceAll('msg_1', 'msg_2'));
  const {add} = await openStore(folder);
  expect(await add(1, 2, 3)).toEqual(['repeated', 'repeated', 'stored']);
});

test('a removed index is made again from all files', async () => {
  const folder = await temporaryFolder();
  const first = await openStore(folder, 1);
  for (const number of [1, 2, 3]) await first.add(number);
  await first.store.close();
  expect(await filesOf(folder)).toHaveLength(3);
  await rm(join(folder, 'index'), {recursive: true});
  const {add} = await openStore(folder);
  expect(await add(1, 2, 3, 4)).toEqual(['repeated', 'repeated', 'repeated', 'stored']);
  const users = (await storedEvents(folder)).map(({user}) => user?.badges.length);
  expect(users).toEqual([1, 2, 3, 4]);
});

test('each start begins a new file, and its name sorts behind all others, also behind removed ones', async () => {
  const folder = await temporaryFolder();
  const names = new Set<string>();
  for (const number of [1, 2, 3, 4]) {
    const {store, add} = await openStore(folder);
    await add(number);
    await store.close();
    const [path = '', ...others] = await filesOf(folder);
    expect(others).toEqual([]);
    names.add(path);
    await rm(path);
  }
  expect([...names].sort()).toEqual([...names]);
  expect(names.size).toBe(4);
});

test('after an error, events are stored again as soon as the cause is gone', async () => {
  const folder = await temporaryFolder();
  const {store, add, warnings} = await openStore(folder, 1);
  await add(1);
  await rm(folder, {recursive: true});
  await writeFile(folder, 'in the way');
  await expect(add(2)).rejects.toThrow();
  await expect(store.probe()).rejects.toThrow();
  expect(warnings[0]).toContain('Events cannot be stored: ');
  await rm(folder);
  await store.probe();
  expect(await add(2)).toEqual(['stored']);
  expect(warnings.at(-1)).toBe('Events can be stored again.');
});

test('nothing is stored twice when the file lost its end and the index did not', async () => {
  const folder = await temporaryFolder();
  const {store, add} = await openStore(folder);
  await add(1);
  await add(2);
  await store.close();
  const [path = ''] = await filesOf(folder);
  await truncate(path, (await readFile(path)).length - 3);
  const again = await openStore(folder);
  await again.add(3);
  expect(await idsOf(folder)).toEqual(['msg_1', 'msg_3']);
});

test('old files are removed, but never the last one', async () => {
  const folder = await temporaryFolder();
  const {add} = await openStore(folder, 1);
  for (const number of [1, 2, 3]) await add(number);
  const paths = await filesOf(folder);
  const longAgo = new Date(Date.now() - 11 * 24 * 60 * 60 * 1000);
  for (const path of [paths[0], paths[2]]) await utimes(path ?? '', longAgo, longAgo);
  expect(await removeOldFiles(folder, 10)).toHaveLength(1);
  expect(await filesOf(folder)).toEqual(paths.slice(1));
});
