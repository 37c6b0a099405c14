import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test, vi} from 'vitest';
import {findHolder, Lock} from '../../harness/store/lock.js';
import {identifyProcess, isAlive, machineIdentity} from '../../harness/store/process-identity.js';

const lockPath = () => join(mkdtempSync(join(tmpdir(), 'lock-')), 'lock');
const holder = (changes: object) => ({
  pid: process.pid,
  started: 'never',
  machine: machineIdentity(),
  since: '2026-01-01T00:00:00Z',
  connectors: [],
  ...changes,
});

async function startSleeper() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {detached: true});
  await once(child, 'spawn');
  const identity = identifyProcess(child.pid ?? 0);
  return {child, identity, ended: once(child, 'exit')};
}

test('is held by one at a time and leaves nothing behind', async () => {
  const path = lockPath();
  const lock = await Lock.acquire(path);
  await expect(Lock.acquire(path)).rejects.toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining(`process ${process.pid}, since`),
  });
  await lock.release();
  await (await Lock.acquire(path)).release();
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test('only one of many takes it at the same moment', async () => {
  const path = lockPath();
  writeFileSync(path, JSON.stringify(holder({})));
  const results = await Promise.allSettled(Array.from({length: 20}, () => Lock.acquire(path)));
  expect(results.filter(({status}) => status === 'fulfilled')).toHaveLength(1);
  const refused = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []));
  expect(refused.filter(({failure}) => failure !== 'transient_error')).toEqual([]);
});

test('stays with the process that took it over from a holder that was frozen for long', async () => {
  const path = lockPath();
  const frozen = await Lock.acquire(path);
  const another = JSON.stringify(holder({machine: 'elsewhere'}));
  writeFileSync(path, another);
  await expect(frozen.addConnector(process.pid, {isWriter: true})).rejects.toMatchObject({
    failure: 'transient_error',
  });
  await frozen.release();
  expect(readFileSync(path, 'utf8')).toBe(another);
});

test('is taken over from a holder that is gone, even when its process number lives again', async () => {
  const path = lockPath();
  writeFileSync(path, JSON.stringify(holder({started: 'before'})));
  await (await Lock.acquire(path)).release();
  expect(existsSync(path)).toBe(false);
});

test('waits until a destination left at work has ended by itself', async () => {
  const path = lockPath();
  const {child, identity, ended} = await startSleeper();
  writeFileSync(path, JSON.stringify(holder({connectors: [{...identity, isWriter: true}]})));
  const taking = Lock.acquire(path);
  child.kill('SIGINT');
  await (await taking).release();
  expect(identity && isAlive(identity)).toBe(false);
  expect(await ended).toEqual([null, 'SIGINT']);
});

test('ends a source left at work', async () => {
  const path = lockPath();
  const {identity, ended} = await startSleeper();
  writeFileSync(path, JSON.stringify(holder({connectors: [{...identity, isWriter: false}]})));
  await (await Lock.acquire(path)).release();
  expect(await ended).toEqual([null, 'SIGTERM']);
});

test('gives back what another run has taken while the one before was ending', async () => {
  const path = lockPath();
  const script = `process.on('SIGTERM', () => console.log('asked')); setInterval(() => {}, 1000); console.log('ready')`;
  const child = spawn(process.execPath, ['-e', script], {detached: true});
  await once(child.stdout, 'data');
  const connectors = [{...identifyProcess(child.pid ?? 0), isWriter: false}];
  writeFileSync(path, JSON.stringify(holder({started: 'before', connectors})));
  const taking = Lock.acquire(path);
  await once(child.stdout, 'data');
  const other = JSON.stringify(holder({...identifyProcess(process.pid), since: 'just now'}));
  writeFileSync(path, other);
  child.kill('SIGKILL');
  await expect(taking).rejects.toThrow('since just now');
  expect(readFileSync(path, 'utf8')).toBe(other);
});

test('leaves a process alone that has the number of a connector long gone', async () => {
  const path = lockPath();
  const {child, identity, ended} = await startSleeper();
  const connectors = [{...identity, started: 'before', isWriter: false}];
  writeFileSync(path, JSON.stringify(holder({connectors})));
  await (await Lock.acquire(path)).release();
  child.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);
});

test('is taken from another machine only when its holder has not been heard of for long', async () => {
  const path = lockPath();
  writeFileSync(path, JSON.stringify(holder({machine: 'elsewhere'})));
  await expect(Lock.acquire(path)).rejects.toMatchObject({failure: 'transient_error'});
  const longAgo = new Date(Date.now() - 10 * 60_000);
  utimesSync(path, longAgo, longAgo);
  await (await Lock.acquire(path)).release();
});

test('a second process that was slow to see a dead holder does not take the lock from the first', async () => {
  const path = lockPath();
  writeFileSync(path, JSON.stringify(holder({token: 'dead'})));
  const lock = await Lock.acquire(path);
  // What the slow one does now: it still believes that the dead holder has no successor.
  const late = JSON.stringify(holder({...identifyProcess(process.pid), token: 'late'}));
  writeFileSync(`${path}.after.dead`, late);
  await lock.addConnector(process.pid, {isWriter: true});
  await expect(Lock.acquire(path)).rejects.toMatchObject({failure: 'transient_error'});
  await lock.release();
  await (await Lock.acquire(path)).release();
});

test('a process that is killed while it takes a lock over is succeeded itself', async () => {
  const path = lockPath();
  writeFileSync(path, JSON.stringify(holder({token: 'first'})));
  writeFileSync(`${path}.after.first`, JSON.stringify(holder({token: 'second'})));
  expect(await findHolder(path)).toMatchObject({isAtWork: false});
  await (await Lock.acquire(path)).release();
  expect(existsSync(path)).toBe(false);
});

test('is held while another process waits for what a killed run left at work', async () => {
  const path = lockPath();
  const {child, identity} = await startSleeper();
  const connectors = [{...identity, isWriter: true}];
  writeFileSync(path, JSON.stringify(holder({token: 'dead', connectors})));
  const taking = Lock.acquire(path);
  await vi.waitUntil(() => existsSync(`${path}.after.dead`));
  await expect(Lock.acquire(path)).rejects.toThrow(`process ${process.pid}, since`);
  child.kill('SIGINT');
  await (await taking).release();
});

test('notes connectors where the next holder finds them', async () => {
  const path = lockPath();
  const {child, identity, ended} = await startSleeper();
  const lock = await Lock.acquire(path);
  await lock.addConnector(child.pid ?? 0, {isWriter: false});
  const {connectors} = JSON.parse(readFileSync(path, 'utf8'));
  expect(connectors).toEqual([{...identity, isWriter: false}]);
  await lock.release();
  writeFileSync(path, JSON.stringify(holder({token: 'dead', connectors})));
  await (await Lock.acquire(path)).release();
  expect(await ended).toEqual([null, 'SIGTERM']);
});

test.each([
  ['', 'is empty'],
  ['null', 'is null'],
  ['{"pid":1', 'was cut off'],
  ['[]', 'is a list'],
  ['{"pid":"1","machine":5}', 'has other types'],
  ['{"token":"../../x"}', 'has a token that is a path'],
])('a file that %j, as it %s, blocks only as long as its holder may be alive', async text => {
  const path = lockPath();
  writeFileSync(path, text);
  await expect(Lock.acquire(path)).rejects.toMatchObject({failure: 'transient_error'});
  const longAgo = new Date(Date.now() - 10 * 60_000);
  utimesSync(path, longAgo, longAgo);
  await (await Lock.acquire(path)).release();
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test.each([
  undefined,
  5,
  'none',
  [null, 5, {}, {pid: -1, started: 'x'}, {pid: 0, started: 'x'}, {pid: 1.5, started: 'x'}],
])('a dead holder whose connectors are %j is succeeded', async connectors => {
  const path = lockPath();
  writeFileSync(path, JSON.stringify(holder({connectors})));
  await (await Lock.acquire(path)).release();
  expect(existsSync(path)).toBe(false);
});

test('says so when the folder cannot hold a lock', async () => {
  await expect(Lock.acquire(join(lockPath(), 'no', 'folder'))).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining('cannot be used (ENOENT)'),
  });
});

test('a process that waits for its turn logs once for which holder, and gets it', async () => {
  const path = lockPath();
  const first = await Lock.acquire(path);
  const told: number[] = [];
  const waiting = Lock.waitFor(path, {onWait: ({pid}) => told.push(pid)});
  await vi.waitUntil(() => told.length > 0);
  await first.release();
  await (await waiting).release();
  expect(told).toEqual([process.pid]);
});

test('a process that waits for its turn can be interrupted', async () => {
  const path = lockPath();
  const first = await Lock.acquire(path);
  const controller = new AbortController();
  const onWait = () => controller.abort();
  const {signal} = controller;
  await expect(Lock.waitFor(path, {signal, onWait})).rejects.toMatchObject({name: 'AbortError'});
  await first.release();
});
