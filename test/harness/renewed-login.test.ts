import {PassThrough, Readable} from 'node:stream';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {MessageHandler} from '../../harness/connector/message-handler.js';
import {DestinationInput} from '../../harness/pipe/destination-input.js';
import {forwardSource} from '../../harness/pipe/forward-source.js';
import {receiveDestination} from '../../harness/pipe/receive-destination.js';
import {StateLedger} from '../../harness/pipe/state-ledger.js';
import {catalogOf} from '../fixtures/catalog.js';

const CONTROL = {
  type: 'CONTROL',
  control: {type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: {config: {key: 'new'}}},
};
const STATE = {type: 'STREAM', stream: {stream_descriptor: {name: 'numbers'}}} as const;

/** A connector's output: a renewed login, then a state. */
function outputWith(state: object): Readable {
  const lines = [CONTROL, {type: 'STATE', state}].map(message => JSON.stringify(message));
  return Readable.from([Buffer.from(`${lines.join('\n')}\n`)]);
}

function listen() {
  const happened: string[] = [];
  const listener = new MessageHandler({
    connector: 'any',
    log: () => {},
    problem: () => {},
    saveConfig: async () => {
      await nextTurn();
      happened.push('login stored');
    },
  });
  return {happened, listener, log: () => {}, ledger: new StateLedger(['numbers'])};
}

test('a renewed login of a destination is stored before a state that comes after it', async () => {
  const {happened, ledger, ...rest} = listen();
  const save = async () => void happened.push('state stored');
  const stdout = outputWith(ledger.issue(STATE));
  await receiveDestination({...rest, stdout, ledger, save});
  expect(happened).toEqual(['login stored', 'state stored']);
});

test('a renewed login of a source is stored before a state that comes after it goes on', async () => {
  const {happened, ...rest} = listen();
  const stdin = new PassThrough().on('data', () => happened.push('state passed on'));
  const outlet = new DestinationInput(
    async () => stdin,
    () => {},
  );
  await outlet.open();
  const catalog = catalogOf(['numbers']);
  await forwardSource({...rest, stdout: outputWith(STATE), outlet, catalog, alive: () => {}});
  await nextTurn();
  expect(happened).toEqual(['login stored', 'state passed on']);
});
