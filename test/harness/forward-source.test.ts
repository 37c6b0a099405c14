import {Readable} from 'node:stream';
import {expect, test} from 'vitest';
import type {Listener} from '../../harness/connector/listener.js';
import {forwardSource} from '../../harness/pipe/forward-source.js';
import type {Outlet} from '../../harness/pipe/outlet.js';
import {StateLedger} from '../../harness/pipe/state-ledger.js';
import type {ConfiguredAirbyteCatalog} from '../../spec/index.js';

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
    outlet: {write} as Outlet,
    catalog,
    ledger,
    listener: {} as Listener,
    log: () => {},
    alive: () => {},
  });
  expect(cutOff).toBe(undefined);
  expect(passed).toBe(`${record(1)}\n${record(2)}\n`);
  expect(ledger.tallies.get('numbers')?.read).toBe(2);
});
