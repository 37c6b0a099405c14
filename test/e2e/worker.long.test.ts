import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {parse, stringify} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {
  type EmbeddedServer,
  startEmbeddedServer,
} from '../postgresql-server/start-embedded-server.js';

// pg-boss needs a newer Node than everything else; npm leaves it out on an older one.
const canWork =
  existsSync('node_modules/pg-boss') && Number.parseInt(process.versions.node, 10) >= 22;
const NAMES = Array.from({length: Number(process.env.CONNECTIONS ?? 8)}, (_, i) => `shop-${i}`);

interface Listed {
  name: string;
  last_sync: string | null;
  running_on: string | null;
}

test.skipIf(canWork)('--worker says which Node and which package it needs', async () => {
  const env = {HARNESS_STORE: 'postgresql://a@127.0.0.1:1/b', ...environment('')};
  const {code, stderr} = await execute(HARNESS, ['serve', '--worker'], {env});
  expect(code).toBe(2);
  expect(stderr).toMatch(/--worker needs (Node 22\.12 or newer|the package pg-boss)/);
});

test.runIf(canWork)(
  'each due sync is done once, though a worker is killed and the database restarted',
  async () => {
    await putAll();
    const [first, second] = [startWorker(), startWorker()];
    await vi.waitFor(async () => expect(await running()).not.toEqual([]), patient);
    killGroup(first);
    await server.restart();
    await vi.waitFor(async () => expect(await done()).toEqual(NAMES), patient);
    for (const name of NAMES) expect(await syncsOf(name)).toEqual(['succeeded']);
    second.kill('SIGTERM');
    await new Promise(resolve => second.once('exit', resolve));
    expect(second.exitCode).toBe(0);
    // What the next worker finds is not due.
    const third = startWorker();
    await vi.waitFor(() => expect(said(third)).toContain('Working'), patient);
    third.kill('SIGTERM');
    await new Promise(resolve => third.once('exit', resolve));
    expect(said(third)).not.toContain('synced');
  },
  300_000,
);

const patient = {timeout: 200_000, interval: 500};
const workers: ChildProcess[] = [];
const texts = new Map<ChildProcess, string>();
let server: EmbeddedServer;
let emulators: Emulators;

beforeAll(async () => {
  if (!canWork) return;
  server = await startEmbeddedServer();
  emulators = await Emulators.start({contacts: 60});
}, 60_000);
afterAll(async () => {
  for (const worker of workers) killGroup(worker);
  await emulators?.stop();
  await server?.stop();
});

function environment(url: string): Record<string, string> {
  const key = Buffer.alloc(32, 7).toString('base64');
  return {...(url && {HARNESS_STORE: url}), HARNESS_STORE_KEY: key};
}

const harness = (args: string[]) => execute(HARNESS, args, {env: environment(server.url)});

async function putAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'worker-'));
  const connection = parse(readFileSync(emulators.connection, 'utf8')) as object;
  const secrets = join(emulators.folder, 'connection.secrets.yaml');
  for (const name of NAMES) {
    const path = join(folder, `${name}.yaml`);
    writeFileSync(path, stringify({...connection, secrets, schedule: 'every 1d'}));
    expect(await harness(['store', 'put', '--connection', path])).toMatchObject({code: 0});
  }
}

/** In a process group of its own, so that it can be ended with its syncs, as a machine that loses power. */
function startWorker(): ChildProcess {
  const args = ['serve', '--worker', '--port', '0', '--concurrency', '2'];
  const env = {...process.env, ...environment(server.url)};
  const child = spawn(HARNESS, args, {env, detached: true, stdio: ['ignore', 'pipe', 'pipe']});
  workers.push(child);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => texts.set(child, said(child) + chunk));
  }
  return child;
}

function said(worker: ChildProcess): string {
  return texts.get(worker) ?? '';
}

function killGroup({pid = 0, exitCode}: ChildProcess): void {
  if (exitCode !== null || pid === 0) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

async function list(): Promise<Listed[]> {
  const {stdout} = await harness(['store', 'list', '--json']);
  return (lastLine(stdout) as {connections: Listed[]}).connections;
}

async function running(): Promise<string[]> {
  return (await list()).flatMap(({name, running_on}) => (running_on === null ? [] : [name]));
}

async function done(): Promise<string[]> {
  return (await list()).flatMap(({name, last_sync}) => (last_sync === null ? [] : [name]));
}

async function syncsOf(name: string): Promise<string[]> {
  const {stdout} = await harness(['status', '--connection', name, '--json']);
  const {runs} = lastLine(stdout) as {runs: {status: string}[]};
  return runs.map(({status}) => status);
}
