import type {StreamTally} from '../pipe/state-ledger.js';

type Tallies = ReadonlyMap<string, StreamTally>;

/** What became of the records of two moves of the same streams. */
export function addTallies(one: Tallies, other: Tallies): Tallies {
  return new Map([...other].map(([stream, tally]) => [stream, add(one.get(stream), tally)]));
}

function add(one: StreamTally | undefined, other: StreamTally): StreamTally {
  if (!one) return other;
  const sum = {...other};
  for (const name of COUNTS) sum[name] += one[name];
  return sum;
}

const COUNTS = [
  'read',
  'acknowledged',
  'written',
  'created',
  'updated',
  'unchanged',
  'duplicates',
  'rejected',
] as const;
