import {appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {AirbyteStateMessage} from '@cohort-salesforce/spec';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {toProblem} from '../../../harness/commands/conclude.js';
import type {
  ConnectionStore,
  WorkPlace,
} from '../../../harness/connection-store/connection-store.js';
import type {Lease} from '../../../harness/store/lease.js';
import {RunUnderWay} from '../../../harness/store/lock-errors.js';
import {saveStates} from '../../../harness/store/save-states.js';
import {StateFile} from '../../../harness/store/state-file.js';
import {DueRetry} from '../../../harness/sync/due-retry.js';
import {filesCase, postgresqlCase, type StoreCase} from './store-cases.js';

describe.each([
  ['files', filesCase],
  ['PostgreSQL', postgresqlCase],
])('a connection store in %s', (_, open) => {
  let stores: StoreCase;
  beforeAll(async () => {
    stores = await open();
  }, 60_000);
  afterAll(() => stores.close());

  const work = <Result>(store: ConnectionStore, use: (place: WorkPlace) => Result) =>
    store.work(async place => {
      await place.take();
      return use(place);
    });
  const write = (store: ConnectionStore, name: string, content: string | Buffer) =>
    work(store, ({folder}) => {
      mkdirSync(join(folder, name, '..'), {recursive: true});
      writeFileSync(join(folder, name), content);
    });
  const read = (store: ConnectionStore, name: string) =>
    store.look(async ({folder}) => {
      const path = join(folder, name);
      return existsSync(path) ? readFileSync(path, 'latin1') : undefined;
    });

  test('gives the next command everything that the one before has written', async () => {
    const store = await stores.add('all');
    const large = Buffer.alloc(300_000, 'abcdefg\n');
    await write(store, 'import.state.json', '[]');
    await write(store, 'rejects/Block.lock.jsonl', large);
    await write(store, 'rejects/Üser ~1.jsonl', 'x');
    await write(store, 'empty', '');
    expect(await read(store, 'import.state.json')).toBe('[]');
    expect(await read(store, 'rejects/Block.lock.jsonl')).toBe(large.toString('latin1'));
    expect(await read(store, 'rejects/Üser ~1.jsonl')).toBe('x');
    expect(await read(store, 'empty')).toBe('');
  });

  test('keeps what is appended, overwritten, cut off and removed', async () => {
    const store = await stores.add('changes');
    await write(store, 'a.jsonl', Buffer.alloc(400_000, 'a'));
    await write(store, 'b.jsonl', Buffer.alloc(400_000, 'b'));
    await write(store, 'c.jsonl', 'gone soon');
    await work(store, ({folder}) => {
      appendFileSync(join(folder, 'a.jsonl'), 'more');
      writeFileSync(join(folder, 'b.jsonl'), Buffer.alloc(200_000, 'B'));
      rmSync(join(folder, 'c.jsonl'));
    });
    expect(await read(store, 'a.jsonl')).toBe(`${'a'.repeat(400_000)}more`);
    expect(await read(store, 'b.jsonl')).toBe('B'.repeat(200_000));
    expect(await read(store, 'c.jsonl')).toBeUndefined();
  });

  test('lets one command work on a connection, and names it to the second', async () => {
    const store = await stores.add('busy');
    await work(store, async () => {
      const second = await work(store, () => {}).catch(thrown => thrown);
      expect(second).toBeInstanceOf(RunUnderWay);
      expect(second.message).toMatch(/Another run of this connection is under way .*process \d+/);
      expect(toProblem(second)).toMatchObject({failure: 'transient_error', code: 'UNDER_WAY'});
      const holder = await store.look(place => place.holder());
      expect(holder).toMatchObject({pid: process.pid, isAtWork: true});
    });
    await work(store, () => {});
    expect(await store.look(place => place.holder())).toBeUndefined();
  });

  test('lets only one of many take a connection over from a process that was killed', async () => {
    const store = await stores.add('contended');
    let together = 0;
    let most = 0;
    const killed = store.work(async place => {
      await place.take();
      await stores.bury('contended');
      const takeovers = Array.from({length: 6}, () =>
        work(store, async () => {
          together += 1;
          most = Math.max(most, together);
          await store.look(looked => looked.holder());
          together -= 1;
        }),
      );
      return Promise.allSettled(takeovers);
    });
    await Promise.allSettled([killed]);
    expect(most).toBe(1);
  });

  test('ends the lease when the command fails, and keeps what it has written', async () => {
    const store = await stores.add('failing');
    const failing = work(store, ({folder}) => {
      writeFileSync(join(folder, 'runs.jsonl'), 'failed\n');
      throw new Error('as every command may');
    });
    await expect(failing).rejects.toThrow('as every command may');
    expect(await read(store, 'runs.jsonl')).toBe('failed\n');
    await work(store, () => {});
  });

  test('saves no state of a holder that was taken over, and none goes back', async () => {
    const store = await stores.add('fenced');
    const save = async ({folder}: WorkPlace, lease: Lease, through: string) => {
      const file = await StateFile.open(join(folder, 'import.state.json'));
      await saveStates(file, [stateOf(through)], lease);
    };
    let refused: unknown;
    const stale = store.work(async place => {
      const lease = await place.take();
      await save(place, lease, '1');
      await stores.silence('fenced');
      await store.work(async successor => save(successor, await successor.take(), '3'));
      refused = await save(place, lease, '2').catch(thrown => thrown);
    });
    // The command of who was taken over may fail as a whole, too.
    await Promise.allSettled([stale]);
    expect(refused).toMatchObject({
      failure: 'transient_error',
      message: expect.stringMatching(/has taken over, because this one was silent/),
    });
    expect(JSON.parse((await read(store, 'import.state.json')) ?? '')).toEqual([stateOf('3')]);
  });

  test('keeps that rejected events are to be sent again when the run that noted it is killed', async () => {
    const store = await stores.add('due');
    const dueRetry = (folder: string, lease?: Lease) =>
      new DueRetry(folder, {
        rejectsFolder: join(folder, 'rejects'),
        makeDurable: async () => lease?.durability?.save(),
      });
    const isDue = () => store.look(({folder}) => dueRetry(folder).isDue());
    await write(store, 'rejects/user_events.jsonl', '{"key":"1","code":"NO_RECORD"}\n');
    const killed = store.work(async place => {
      await dueRetry(place.folder, await place.take()).note();
      await stores.bury('due');
      expect(await isDue()).toBe(true);
      await work(store, ({folder}) => dueRetry(folder).clear());
    });
    await Promise.allSettled([killed]);
    expect(await isDue()).toBe(false);
  });

  test.each(['bury', 'silence'] as const)('tells who was taken over (%s)', async how => {
    const store = await stores.add(`stale ${how}`);
    const stale = store.work(async place => {
      const lease = await place.take();
      await stores[how](`stale ${how}`);
      expect((await store.look(looked => looked.holder()))?.isAtWork).toBe(false);
      await work(store, () => {});
      await lease.addConnector(process.pid, {isWriter: true});
    });
    await expect(stale).rejects.toMatchObject({failure: 'transient_error'});
  });
});

function stateOf(through: string): AirbyteStateMessage {
  const stream = {stream_descriptor: {name: 'Contact'}, stream_state: {through}};
  return {type: 'STREAM', stream};
}
