import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {parse, stringify} from 'yaml';
import {Database} from '../../harness/connection-store/postgresql/database.js';
import {TwoSystems} from '../echo/two-systems.js';
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

/** Each with one contact of its own; SHOPS=1000 for as many as the machine allows. */
const SHOPS = Array.from(
  {length: Number(process.env.SHOPS ?? 6)},
  (_, i) => `own-${String(i).padStart(4, '0')}`,
);

interface PastRun {
  status: string;
  started: string;
  seconds: number;
}

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

test.runIf(canWork)(
  `${SHOPS.length} connections on four workers: kills of workers and of the database lose, duplicate and skip nothing`,
  async () => {
    const systems = new TwoSystems(emulators);
    const contacts = new Map<string, string>();
    for (const name of SHOPS) {
      const record = {LastName: name, Email: `${name}@example.com`};
      contacts.set(name, await systems.createContact(record));
    }
    await putShops();
    const four = Array.from({length: 4}, startWorker);
    const database = await Database.open(server.url);
    for (const phone of ['+41 1', '+41 2']) {
      for (const [name, id] of contacts)
        await systems.updateContact(id, {Phone: `${phone} ${name}`});
      await database.query(
        `UPDATE cohort_salesforce.connections SET last_sync = NULL, schedule = 'every 1d' WHERE name LIKE 'own-%'`,
      );
      for (let kills = 0; kills < 2; kills += 1) {
        await vi.waitFor(
          async () => expect(await runningShops(database)).toBeGreaterThan(0),
          patient,
        );
        killGroup(four[kills] ?? startWorker());
        if (kills === 1) await server.restart();
        four[kills] = startWorker();
      }
      await vi.waitFor(async () => expect(await waiting(database)).toBe(0), {
        timeout: 1_200_000,
        interval: 500,
      });
      const users = (await emulators.cohortUsers()).filter(({email}) => email.startsWith('own-'));
      expect(users.map(({email, properties}) => `${email} ${properties.phone}`)).toEqual(
        SHOPS.map(name => `${name}@example.com ${phone} ${name}`).sort(),
      );
    }
    for (const worker of four) killGroup(worker);
    await database.close();
    for (const name of SHOPS) {
      const runs = await runsOf(name);
      expect(runs.filter(({status}) => status === 'succeeded').length).toBeGreaterThanOrEqual(2);
      const ends = runs.map(({started, seconds}) => Date.parse(started) + seconds * 1000);
      const overlaps = runs.slice(1).filter(({started}, i) => Date.parse(started) < (ends[i] ?? 0));
      expect({name, overlaps}).toEqual({name, overlaps: []});
    }
  },
  3_600_000,
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
  return (await runsOf(name)).map(({status}) => status);
}

/** Oldest first. */
async function runsOf(name: string): Promise<PastRun[]> {
  const {stdout} = await harness(['status', '--connection', name, '--json']);
  const {runs} = lastLine(stdout) as {runs: PastRun[]};
  return runs.sort((a, b) => (a.started < b.started ? -1 : 1));
}

async function putShops(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'worker-'));
  const {salesforce, cohort} = parse(readFileSync(emulators.connection, 'utf8'));
  const secrets = join(emulators.folder, 'connection.secrets.yaml');
  for (const name of SHOPS) {
    const path = join(folder, `${name}.yaml`);
    const imported = {
      enabled: true,
      object: 'Contact',
      email_field: 'Email',
      users: 'all',
      where: [{field: 'Email', op: '=', value: `${name}@example.com`}],
      fields: {LastName: 'lastName', Phone: 'phone'},
    };
    writeFileSync(path, stringify({salesforce, cohort, import: imported, secrets}));
    expect(await harness(['store', 'put', '--connection', path])).toMatchObject({code: 0});
  }
}

function runningShops(database: Database): Promise<number> {
  return count(database, 'lease IS NOT NULL');
}

/** How many have not been synced, or are being synced. */
function waiting(database: Database): Promise<number> {
  return count(database, '(last_sync IS NULL OR lease IS NOT NULL)');
}

async function count(database: Database, condition: string): Promise<number> {
  const [row] = await database.query(
    `SELECT count(*) FROM cohort_salesforce.connections WHERE name LIKE 'own-%' AND ${condition}`,
  );
  return Number(row?.count);
}
