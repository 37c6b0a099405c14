import {randomBytes} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Cipher, KEY_VARIABLE} from '../../../harness/connection-store/postgresql/cipher.js';
import {
  PostgresqlStore,
  withDatabase,
} from '../../../harness/connection-store/postgresql/postgresql-store.js';
import {rotateKey} from '../../../harness/connection-store/postgresql/rotate-key.js';
import {execute, HARNESS} from '../../fixtures/run-bin.js';
import {type PostgresqlCase, postgresqlCase, TEST_KEY} from './store-cases.js';

const NEW_KEY = randomBytes(32).toString('base64');
const LONG = 'x'.repeat(5_000_000);

let stores: PostgresqlCase;
beforeAll(async () => {
  stores = await postgresqlCase();
}, 60_000);
afterAll(() => stores.close());

const rotate = (newKey: string) =>
  execute(HARNESS, ['store', 'rotate-key'], {
    env: {
      HARNESS_STORE: stores.database.url,
      HARNESS_STORE_KEY: TEST_KEY,
      HARNESS_STORE_NEW_KEY: newKey,
    },
  });
const read = (name: string) =>
  new PostgresqlStore(stores.database.url, name).look(async ({folder}) =>
    readFileSync(join(folder, 'kept'), 'utf8'),
  );

test('a key that is none, and a run under way, leave the key as it is', async () => {
  const store = await stores.add('busy');
  expect(await rotate('short')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('HARNESS_STORE_NEW_KEY'),
  });
  await store.work(async ({folder}) => {
    writeFileSync(join(folder, 'kept'), 'busy');
    const {code, stderr} = await rotate(NEW_KEY);
    expect(code).toBe(1);
    expect(stderr).toContain('A run of busy is under way');
    expect(stderr).not.toContain(NEW_KEY);
  });
  expect(await read('busy')).toBe('busy');
});

test('everything is read with the new key alone, and the old one is refused', async () => {
  for (const name of ['acme', 'other']) {
    const store = await stores.add(name);
    await store.work(async ({folder}) => writeFileSync(join(folder, 'kept'), `${name} ${LONG}`));
  }
  const empty = (await stores.add('empty')) as PostgresqlStore;
  const to = new Cipher(Buffer.from(NEW_KEY, 'base64'));
  await withDatabase(stores.database.url, async (database, from) => {
    await rotateKey(database, {from, to});
    // As after an answer that was lost.
    await rotateKey(database, {from, to});
  });
  await expect(read('acme')).rejects.toThrow('is another one than this store was made with');
  await expect(empty.work(async () => {})).rejects.toThrow('is another one');
  process.env[KEY_VARIABLE] = NEW_KEY;
  try {
    for (const name of ['acme', 'other']) expect(await read(name)).toBe(`${name} ${LONG}`);
    await new PostgresqlStore(stores.database.url, 'acme').work(async ({folder}) =>
      writeFileSync(join(folder, 'kept'), 'after'),
    );
    expect(await read('acme')).toBe('after');
  } finally {
    process.env[KEY_VARIABLE] = TEST_KEY;
  }
});
