import {randomBytes} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {KEY_VARIABLE} from '../../../harness/connection-store/postgresql/cipher.js';
import {
  PostgresqlStore,
  withDatabase,
} from '../../../harness/connection-store/postgresql/postgresql-store.js';
import {StoredConnections} from '../../../harness/connection-store/postgresql/stored-connections.js';
import {makeDurable} from '../../../spec/make-durable.js';
import {createTestDatabase} from '../../postgresql-server/database-for-tests.js';
import {type PostgresqlCase, postgresqlCase, TEST_KEY} from './store-cases.js';

let stores: PostgresqlCase;
beforeAll(async () => {
  stores = await postgresqlCase();
}, 60_000);
afterAll(() => stores.close());

const state = (store: PostgresqlStore) =>
  store.look(async ({folder}) => readFileSync(join(folder, 'import.state.json'), 'utf8'));

test('a stale worker writes nothing more, and no state moves backward', async () => {
  const store = (await stores.add('acme')) as PostgresqlStore;
  const stale = store.work(async ({folder, take}) => {
    const {durability, lost} = await take();
    writeFileSync(join(folder, 'import.state.json'), '1');
    await durability?.save();
    await stores.silence('acme');
    await store.work(async place => {
      // What the worker had saved when it was last heard of.
      expect(readFileSync(join(place.folder, 'import.state.json'), 'utf8')).toBe('1');
      writeFileSync(join(place.folder, 'import.state.json'), '3');
    });
    writeFileSync(join(folder, 'import.state.json'), '2');
    await expect(durability?.save()).rejects.toMatchObject({
      failure: 'transient_error',
      message: expect.stringContaining('Another run of acme has taken over'),
    });
    expect(lost?.reason).toMatchObject({failure: 'transient_error'});
    expect(await state(store)).toBe('3');
  });
  await expect(stale).rejects.toThrow('Another run of acme has taken over');
  expect(await state(store)).toBe('3');
});

test('when a connection was last synced never goes back', async () => {
  await stores.add('late');
  const lastSync = await withDatabase(stores.database.url, async database => {
    const connections = new StoredConnections(database);
    await connections.noteSync('late', Date.UTC(2026, 4, 2));
    await connections.noteSync('late', Date.UTC(2026, 4, 1));
    return (await connections.list('late'))[0]?.last_sync;
  });
  expect(lastSync).toBe('2026-05-02T00:00:00.000Z');
});

test('a save that is under way when the lease is taken over counts as a whole or not at all', async () => {
  const store = (await stores.add('racing')) as PostgresqlStore;
  const stale = store.work(async ({folder, take}) => {
    const {durability} = await take();
    await stores.silence('racing');
    for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), 'old');
    await Promise.allSettled([durability?.save(), store.work(async () => {})]);
  });
  // It fails unless its save came first, by which the worker was heard again.
  await Promise.allSettled([stale]);
  const seen = await store.look(async place => readdirSync(place.folder).length);
  expect([0, 3]).toContain(seen);
});

test('a connector that asks goes on only when what it has written is in the store', async () => {
  const store = (await stores.add('asking')) as PostgresqlStore;
  const stale = store.work(async ({folder, take}) => {
    const {durability} = await take();
    writeFileSync(join(folder, 'import.state.json'), 'asked');
    await makeDurable(durability?.socket);
    expect(await state(store)).toBe('asked');
    await stores.silence('asking');
    await store.work(async () => {});
    await expect(makeDurable(durability?.socket)).rejects.toMatchObject({
      failure: 'transient_error',
      message: expect.stringContaining('writes nothing more'),
    });
  });
  await expect(stale).rejects.toThrow('Another run of asking has taken over');
});

test('nothing that is kept can be read in the database or after the command on the disk', async () => {
  const store = (await stores.add('secret')) as PostgresqlStore;
  const secret = randomBytes(20).toString('hex');
  const root = await store.work(async ({path}) => {
    writeFileSync(path.replace('.yaml', '.secrets.yaml'), `cohort: {api_key: ${secret}}\n`);
    return join(path, '..');
  });
  expect(existsSync(root)).toBe(false);
  const rows = await stores.database.sql('SELECT content FROM cohort_salesforce.chunks');
  const all = Buffer.concat(rows.map(({content}) => content as Buffer));
  expect(all.length).toBeGreaterThan(secret.length);
  expect(all.includes(secret)).toBe(false);
});

test('a wrong key, and none, are refused by name, and the key is shown nowhere', async () => {
  const wrong = randomBytes(32).toString('base64');
  try {
    for (const [key, found] of [
      [wrong, 'is another one than this store was made with'],
      ['short', 'holds something else than 32 bytes in base64'],
      ['', 'is not set'],
    ] as const) {
      process.env[KEY_VARIABLE] = key;
      const error = await withDatabase(stores.database.url, async () => {}).catch(each => each);
      expect(error).toMatchObject({failure: 'config_error'});
      expect(error.message).toContain(KEY_VARIABLE);
      expect(error.message).toContain(found);
      if (key) expect(error.message).not.toContain(key);
    }
  } finally {
    process.env[KEY_VARIABLE] = TEST_KEY;
  }
});

test.each([
  '../acme',
  'a/../../etc/passwd',
  '.hidden',
  'acme.secrets',
  'acme.sync',
  "x'; DROP SCHEMA cohort_salesforce CASCADE; --",
  'a\0b',
  'a\nb',
  '',
  'x'.repeat(200),
])('the connection name %j reaches nothing but the connection of its last part', async name => {
  const added = withDatabase(stores.database.url, opened =>
    new StoredConnections(opened).add(name),
  );
  await added.then(
    () => expect(name).toMatch(/^(\.\.\/acme|a\/\.\.\/\.\.\/etc\/passwd)$/),
    error => expect(error).toMatchObject({failure: 'config_error'}),
  );
  const listed = await withDatabase(stores.database.url, opened =>
    new StoredConnections(opened).list(),
  );
  for (const {name: found} of listed) expect(found).toMatch(/^[A-Za-z0-9][\w .-]*$/);
});

test.each(['../escaped', '/tmp/escaped', 'a/../../escaped', 'a//b', './a', ''])(
  'a path %j that somebody has put into the database is not followed',
  async path => {
    const store = (await stores.add('hostile')) as PostgresqlStore;
    const {sql} = stores.database;
    await sql(
      `INSERT INTO cohort_salesforce.files (connection, path, size, modified)
      SELECT id, $1, 0, now() FROM cohort_salesforce.connections WHERE name = 'hostile'`,
      [path],
    );
    await expect(store.look(async () => {})).rejects.toThrow('was changed by somebody else');
    await sql('DELETE FROM cohort_salesforce.files WHERE path = $1', [path]);
    expect(existsSync(join(tmpdir(), 'escaped'))).toBe(false);
  },
);

test('what somebody has changed or moved in the database is refused', async () => {
  const store = (await stores.add('moved')) as PostgresqlStore;
  await store.work(async ({folder}) => {
    writeFileSync(join(folder, 'a'), 'a');
    writeFileSync(join(folder, 'b'), 'b');
  });
  const {sql} = stores.database;
  const chunk = (name: string) => `(SELECT content FROM cohort_salesforce.chunks
    WHERE path = 'moved.sync/${name}')`;
  await sql(
    `UPDATE cohort_salesforce.chunks SET content = ${chunk('b')} WHERE path = 'moved.sync/a'`,
  );
  await expect(store.look(async () => {})).rejects.toThrow('"moved.sync/a" is damaged');
});

test('a connection that is not there is named with the commands that show and add it', async () => {
  const store = new PostgresqlStore(stores.database.url, 'nobody');
  for (const ask of [store.look, store.work]) {
    await expect(ask.call(store, async () => {})).rejects.toMatchObject({
      failure: 'config_error',
      message: expect.stringMatching(/"nobody".* store list.* store put /),
    });
  }
});

test('connections of the database that the server ends are made again', async () => {
  const store = (await stores.add('restarted')) as PostgresqlStore;
  await store.work(async ({folder, take}) => {
    const {durability} = await take();
    for (const content of ['1', '2', '3']) {
      writeFileSync(join(folder, 'import.state.json'), content);
      const saving = durability?.save();
      await stores.database.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await saving;
      expect(await state(store)).toBe(content);
    }
  });
});

test('a socket that belongs to no run any more refuses connectors', async () => {
  const store = (await stores.add('ended')) as PostgresqlStore;
  const socket = await store.work(async ({take}) => (await take()).durability?.socket ?? '');
  await expect(makeDurable(socket)).rejects.toMatchObject({failure: 'transient_error'});
  const refused = new Promise(resolve => connect(socket).once('error', resolve));
  expect(await refused).toMatchObject({code: 'ENOENT'});
});

test('programs that begin at the same moment make the tables once', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const open = () =>
    withDatabase(database.url, opened =>
      opened.query('SELECT count(*)::int AS count FROM cohort_salesforce.store'),
    );
  const counted = await Promise.all(Array.from({length: 8}, open));
  expect(counted).toEqual(new Array(8).fill([{count: 1}]));
});
