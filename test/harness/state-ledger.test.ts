import {describe, expect, test} from 'vitest';
import {StateLedger} from '../../harness/pipe/state-ledger.js';

const stateOf = (name: string, next = 1) => ({
  type: 'STREAM' as const,
  stream: {stream_descriptor: {name}, stream_state: {next}},
});

describe('StateLedger', () => {
  test('adds up what the destination says of each stream', () => {
    const ledger = new StateLedger(['a', 'b']);
    ledger.countRecords('a', 4);
    ledger.countRecords('b', 1);
    const [first, second] = [ledger.issue(stateOf('a')), ledger.issue(stateOf('b'))];
    const additionalStats = {created: 2, updated: 1, unchanged: 0, duplicates: 0};
    ledger.acknowledge({...second, destinationStats: {recordCount: 1}});
    ledger.acknowledge({
      ...first,
      destinationStats: {recordCount: 3, rejectedRecordCount: 1, additionalStats},
    });
    expect(ledger.tallies.get('a')).toMatchObject({
      read: 4,
      acknowledged: 4,
      created: 2,
      rejected: 1,
    });
    expect(ledger.tallies.get('b')).toMatchObject({read: 1, acknowledged: 1, written: 1});
    expect(ledger.unacknowledged).toBe(0);
  });

  test('keeps a state as the source sent it, but for counts, and even when it is echoed otherwise', () => {
    const ledger = new StateLedger(['a']);
    const sent = {...stateOf('a'), id: 'mine', extra: 1};
    const {id} = ledger.issue(sent);
    expect(ledger.acknowledge({...stateOf('a', 99), id} as never)).toEqual(sent);
  });

  test('lets each stream return its states in its own time, but in order', () => {
    const ledger = new StateLedger(['a', 'b']);
    const states = ['a', 'b', 'b', 'a'].map(name => ledger.issue(stateOf(name)));
    const acknowledge = (index: number) => ledger.acknowledge(states[index] ?? {});
    acknowledge(1);
    acknowledge(2);
    expect(() => acknowledge(3)).toThrow('returned state 4 before state 1');
  });

  test('takes a global state for all streams', () => {
    const ledger = new StateLedger(['a', 'b']);
    ledger.countRecords('a', 2);
    ledger.countRecords('b', 3);
    const global = {shared_state: {lsn: 1}, stream_states: []};
    const issued = ledger.issue({type: 'GLOBAL', global, sourceStats: {recordCount: 5}});
    expect(ledger.streamsWithoutState).toEqual([]);
    expect(ledger.acknowledge({...issued, destinationStats: {recordCount: 5}})).toEqual({
      type: 'GLOBAL',
      global,
    });
    expect([...ledger.tallies.values()].map(({acknowledged}) => acknowledged)).toEqual([2, 3]);
  });

  test('does not take a state twice', () => {
    const ledger = new StateLedger(['a']);
    const issued = ledger.issue(stateOf('a'));
    ledger.acknowledge(issued);
    expect(() => ledger.acknowledge(issued)).toThrow('has come back before');
  });
});
