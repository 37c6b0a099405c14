import {Readable} from 'node:stream';
import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import {describe, expect, test} from 'vitest';
import type {MessageHandler} from '../../harness/connector/message-handler.js';
import type {DestinationInput} from '../../harness/pipe/destination-input.js';
import {forwardSource} from '../../harness/pipe/forward-source.js';
import {StateLedger} from '../../harness/pipe/state-ledger.js';

const catalog = {streams: [{stream: {name: 'numbers'}}]} as ConfiguredAirbyteCatalog;
const record = (id: number) =>
  `{"type":"RECORD","record":{"stream":"numbers","emitted_at":1,"data":{"id":${id}}}}`;

test('a last record whose line has no end is passed on whole, and counted', async () => {
  let passed = '';
  const write = (bytes: Buffer | string) => {
    passed += bytes;
    return undefined;
  };
  const ledger = new StateLedger(['numbers']);
  const cutOff = await forwardSource({
    stdout: Readable.from([Buffer.from(`${record(1)}\n${record(2)}`)]),
    outlet: {write} as DestinationInput,
    catalog,
    ledger,
    listener: {} as MessageHandler,
    log: () => {},
    alive: () => {},
  });
  expect(cutOff).toBe(undefined);
  expect(passed).toBe(`${record(1)}\n${record(2)}\n`);
  expect(ledger.tallies.get('numbers')?.read).toBe(2);
});

describe('a line that is too long to be held', () => {
  const long = (type: string) =>
    `{"type":"${type}","record":{"stream":"numbers","emitted_at":1,"data":{"id":2,"text":"${'x'.repeat(5000)}"}}}`;

  async function forward(lines: string, only?: () => boolean) {
    let passed = '';
    const logs: string[] = [];
    const ledger = new StateLedger(['numbers']);
    const write = (bytes: Buffer | string) => {
      passed += bytes;
      return undefined;
    };
    const bytes = Buffer.from(lines);
    const chunks = Array.from({length: Math.ceil(bytes.length / 100)}, (_, index) =>
      bytes.subarray(index * 100, index * 100 + 100),
    );
    const cutOff = await forwardSource({
      stdout: Readable.from(chunks),
      outlet: {write} as DestinationInput,
      catalog,
      ledger,
      listener: {} as MessageHandler,
      log: (_level, message) => logs.push(message),
      alive: () => {},
      only,
      maxLineBytes: 1000,
    });
    return {passed, logs, cutOff, read: ledger.tallies.get('numbers')?.read};
  }

  test.each([undefined, () => true])('is passed on and counted when it is a record', async only => {
    const lines = `${record(1)}\n${long('RECORD')}\n${record(3)}\n`;
    expect(await forward(lines, only)).toEqual({
      passed: lines,
      logs: [],
      cutOff: undefined,
      read: 3,
    });
  });

  test('is passed on and counted as the last line, without its end', async () => {
    const lines = `${record(1)}\n${long('RECORD')}`;
    expect(await forward(lines)).toMatchObject({passed: `${lines}\n`, read: 2, cutOff: undefined});
    expect((await forward(lines.slice(0, -5))).cutOff?.message).toContain('longer than');
  });

  test('is passed over with a word when it is news', async () => {
    const {passed, logs, read} = await forward(`${record(1)}\n${long('LOG')}\n${record(3)}\n`);
    expect([passed, read]).toEqual([`${record(1)}\n${record(3)}\n`, 2]);
    expect(logs.join()).toMatch(/A line of \d+ bytes \(a message of type LOG\) was passed over/);
  });

  test('ends the run when it is a state', async () => {
    await expect(forward(`${long('STATE')}\n`)).rejects.toThrow(/longer than/);
  });
});
