import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {parse, stringify} from 'yaml';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {
  canWork,
  killGroup,
  patient,
  storeEnvironment,
  WorkerSite,
} from '../fixtures/worker-site.js';

const NAMES = Array.from({length: Number(process.env.CONNECTIONS ?? 8)}, (_, i) => `shop-${i}`);

interface Listed {
  name: string;
  last_sync: string | null;
  running_on: string | null;
}

let site: WorkerSite;
beforeAll(async () => {
  if (canWork) site = await WorkerSite.start();
}, 60_000);
afterAll(() => site?.stop());

test.skipIf(canWork)('--worker says which Node and which package it needs', async () => {
  const env = storeEnvironment('postgresql://a@127.0.0.1:1/b');
  const {code, stderr} = await execute(HARNESS, ['serve', '--worker'], {env});
  expect(code).toBe(2);
  expect(stderr).toMatch(/--worker needs (Node 22\.12 or newer|the package pg-boss)/);
});

test.runIf(canWork)(
  'each due sync is done once, though a worker is killed and the database restarted',
  async () => {
    await putAll();
    const [first, second] = [site.startWorker(), site.startWorker()];
    await vi.waitFor(async () => expect(await running()).not.toEqual([]), patient);
    killGroup(first);
    await site.server.restart();
    await vi.waitFor(async () => expect(await done()).toEqual(NAMES), patient);
    for (const name of NAMES) expect(await syncsOf(name)).toEqual(['succeeded']);
    second.kill('SIGTERM');
    await new Promise(resolve => second.once('exit', resolve));
    expect(second.exitCode).toBe(0);
    // What the next worker finds is not due.
    const third = site.startWorker();
    await vi.waitFor(() => expect(site.said(third)).toContain('Working'), patient);
    third.kill('SIGTERM');
    await new Promise(resolve => third.once('exit', resolve));
    expect(site.said(third)).not.toContain('synced');
  },
  300_000,
);

async function putAll(): Promise<void> {
  const {emulators} = site;
  const folder = mkdtempSync(join(tmpdir(), 'worker-'));
  const connection = parse(readFileSync(emulators.connection, 'utf8')) as object;
  const secrets = join(emulators.folder, 'connection.secrets.yaml');
  for (const name of NAMES) {
    const path = join(folder, `${name}.yaml`);
    writeFileSync(path, stringify({...connection, secrets, schedule: 'every 1d'}));
    expect(await site.harness(['store', 'put', '--connection', path])).toMatchObject({code: 0});
  }
}

async function list(): Promise<Listed[]> {
  const {stdout} = await site.harness(['store', 'list', '--json']);
  return (lastLine(stdout) as {connections: Listed[]}).connections;
}

async function running(): Promise<string[]> {
  return (await list()).flatMap(({name, running_on}) => (running_on === null ? [] : [name]));
}

async function done(): Promise<string[]> {
  return (await list()).flatMap(({name, last_sync}) => (last_sync === null ? [] : [name]));
}

async function syncsOf(name: string): Promise<string[]> {
  const {stdout} = await site.harness(['status', '--connection', name, '--json']);
  return (lastLine(stdout) as {runs: {status: string}[]}).runs.map(({status}) => status);
}
