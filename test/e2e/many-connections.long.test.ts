import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {parse, stringify} from 'yaml';
import {Cipher, KEY_VARIABLE} from '../../harness/connection-store/postgresql/cipher.js';
import {Database} from '../../harness/connection-store/postgresql/database.js';
import {PostgresqlStore} from '../../harness/connection-store/postgresql/postgresql-store.js';
import {placeOf} from '../../harness/connection-store/postgresql/restore-files.js';
import {readRuns} from '../../harness/store/run-history.js';
import {TwoSystems} from '../echo/two-systems.js';
import {findSetbacks} from '../fixtures/find-setbacks.js';
import {canWork, killGroup, patient, STORE_KEY, WorkerSite} from '../fixtures/worker-site.js';

/** Each with one contact of its own; SHOPS=1000 for as many as the machine allows. */
const SHOPS = Array.from(
  {length: Number(process.env.SHOPS ?? 6)},
  (_, i) => `own-${String(i).padStart(4, '0')}`,
);
const STATES = '.state.json';
const CHANGES = ['+41 1', '+41 2'];

let site: WorkerSite;
let database: Database;
beforeAll(async () => {
  if (!canWork) return;
  vi.stubEnv(KEY_VARIABLE, STORE_KEY.toString('base64'));
  site = await WorkerSite.start();
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await database?.close();
  await site?.stop();
});

test.runIf(canWork)(
  `${SHOPS.length} connections on four workers (Node 22): kills of workers and of the database lose, duplicate and skip nothing, and no state goes back`,
  async () => {
    const systems = new TwoSystems(site.emulators);
    const contacts = new Map<string, string>();
    for (const name of SHOPS) {
      const record = {LastName: name, Email: `${name}@example.com`};
      contacts.set(name, await systems.createContact(record));
    }
    await putShops();
    database = await Database.open(site.server.url);
    await logStates();
    const four = Array.from({length: 4}, () => site.startWorker());
    const seconds: number[] = [];
    for (const phone of CHANGES) {
      for (const [name, id] of contacts)
        await systems.updateContact(id, {Phone: `${phone} ${name}`});
      const began = Date.now();
      await makeDue();
      for (let kills = 0; kills < 2; kills += 1) {
        await vi.waitFor(async () => expect(await runningShops()).toBeGreaterThan(0), patient);
        killGroup(four[kills] ?? site.startWorker());
        if (kills === 1) await site.server.restart();
        four[kills] = site.startWorker();
      }
      await vi.waitFor(async () => expect(await waiting()).toBe(0), {
        timeout: 3_000_000,
        interval: 500,
      });
      seconds.push((Date.now() - began) / 1000);
      expect(await phones()).toEqual(
        SHOPS.map(name => `${name}@example.com ${phone} ${name}`).sort(),
      );
    }
    for (const worker of four) killGroup(worker);
    for (const name of SHOPS) await expectRuns(name);
    await expectStatesForward();
    process.stderr.write(`${SHOPS.length} syncs took ${seconds.join(' and ')} s.\n`);
  },
  7_200_000,
);

async function putShops(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'worker-'));
  const {salesforce, cohort} = parse(readFileSync(site.emulators.connection, 'utf8'));
  const secrets = join(site.emulators.folder, 'connection.secrets.yaml');
  const files = SHOPS.map(name => {
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
    return path;
  });
  const {code, stderr} = await site.harness(['store', 'put', ...files]);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
}

async function makeDue(): Promise<void> {
  await database.query(
    `UPDATE cohort_salesforce.connections SET last_sync = NULL, schedule = 'every 1d' WHERE name LIKE 'own-%'`,
  );
}

async function phones(): Promise<string[]> {
  const users = await site.emulators.cohortUsers();
  return users
    .filter(({email}) => email.startsWith('own-'))
    .map(({email, properties}) => `${email} ${properties.phone}`);
}

/** Each due sync has succeeded, and no two ran at the same time. */
async function expectRuns(name: string): Promise<void> {
  const stored = new PostgresqlStore(site.server.url, name);
  const runs = await stored.look(({folder}) => readRuns(folder));
  runs.sort((a, b) => (a.started < b.started ? -1 : 1));
  const succeeded = runs.filter(({status}) => status === 'succeeded');
  expect(succeeded.length).toBeGreaterThanOrEqual(CHANGES.length);
  const ends = runs.map(({started, seconds}) => Date.parse(started) + seconds * 1000);
  const overlaps = runs.slice(1).filter(({started}, i) => Date.parse(started) < (ends[i] ?? 0));
  expect({name, overlaps}).toEqual({name, overlaps: []});
}

/** The database keeps every state that was stored, as it was stored. */
async function logStates(): Promise<void> {
  await database.query(
    'CREATE TABLE states (at bigserial, connection uuid, path text, content bytea)',
  );
  await database.query(
    `CREATE FUNCTION log_state() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO states (connection, path, content)
        VALUES (NEW.connection, NEW.path, NEW.content); RETURN NEW; END $$`,
  );
  await database.query(
    `CREATE TRIGGER log_state AFTER INSERT OR UPDATE ON cohort_salesforce.chunks
      FOR EACH ROW WHEN (NEW.path LIKE '%${STATES}') EXECUTE FUNCTION log_state()`,
  );
}

async function expectStatesForward(): Promise<void> {
  const rows = await database.query('SELECT connection, path, content FROM states ORDER BY at');
  const saved = rows.map(({connection, path, content}) => {
    const id = String(connection);
    const place = placeOf(String(path), 0);
    const text = new Cipher(STORE_KEY)
      .for(id)
      .decrypt(content as Buffer, place)
      .toString();
    return {connection: id, path: String(path), text};
  });
  expect(findSetbacks(saved)).toEqual([]);
  expect(new Set(saved.map(({connection}) => connection)).size).toBe(SHOPS.length);
}

function runningShops(): Promise<number> {
  return count('lease IS NOT NULL');
}

/** How many have not been synced, or are being synced. */
function waiting(): Promise<number> {
  return count('(last_sync IS NULL OR lease IS NOT NULL)');
}

async function count(condition: string): Promise<number> {
  const [row] = await database.query(
    `SELECT count(*) FROM cohort_salesforce.connections WHERE name LIKE 'own-%' AND ${condition}`,
  );
  return Number(row?.count);
}
