import type {ReadEvent, ReadRequest} from '../../spec/index.js';
import {IncrementalCursor} from './incremental-cursor.js';

interface IncrementalRead<Item> {
  request: ReadRequest;
  lookbackMs: number;
  pages(since: string | undefined): AsyncIterable<Item[]>;
  /** The moment by which the pages are ordered. */
  momentOf(item: Item): string;
  toRecord(item: Item): string;
}

// Between two states: few enough to repeat little, many enough for a destination's batches.
const RECORDS_PER_STATE = 5000;
const MILLISECONDS_PER_STATE = 30_000;

/** Yields what has not been given out yet, and states from which to go on. */
export async function* readIncrementally<Item extends {id: string}>({
  request,
  lookbackMs,
  pages,
  momentOf,
  toRecord,
}: IncrementalRead<Item>): AsyncGenerator<ReadEvent> {
  const isIncremental = request.stream.sync_mode === 'incremental';
  const cursor = new IncrementalCursor(isIncremental ? request.state : undefined, lookbackMs);
  let records = 0;
  let lastState = Date.now();
  let isStateDue = true;
  for await (const page of pages(cursor.since)) {
    const unseen = page.filter(item => cursor.take(momentOf(item), item.id));
    yield {kind: 'records', records: unseen.map(toRecord)};
    records += unseen.length;
    isStateDue ||= records > 0;
    const isTime = records >= RECORDS_PER_STATE || Date.now() - lastState > MILLISECONDS_PER_STATE;
    if (!isTime || records === 0) continue;
    yield {kind: 'state', state: cursor.toState()};
    records = 0;
    lastState = Date.now();
    isStateDue = false;
  }
  if (isStateDue) yield {kind: 'state', state: cursor.toState()};
}
