import type {ReadEvent, ReadRequest} from '../../spec/index.js';
import type {Cohort} from '../cohort/index.js';
import type {Session} from '../session.js';
import {IncrementalCursor} from './incremental-cursor.js';

interface IncrementalRead<Item> {
  request: ReadRequest;
  session: Pick<Session, 'lookbackMs' | 'context'> & {cohort: Pick<Cohort, 'clock'>};
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
  session: {lookbackMs, context, cohort},
  pages,
  momentOf,
  toRecord,
}: IncrementalRead<Item>): AsyncGenerator<ReadEvent> {
  const isIncremental = request.stream.sync_mode === 'incremental';
  const {name} = request.stream.stream;
  const {clock} = cohort;
  const cursor = new IncrementalCursor(isIncremental ? request.state : undefined, {
    lookbackMs,
    clock,
  });
  if (cursor.isStateFromFuture)
    context.log(
      'WARN',
      `${name}: the state's cursor is in the future by the clocks of Cohort and of this machine. What it left out is not known, so all records are read.`,
    );
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
  if (cursor.fromFuture > 0)
    context.log(
      'WARN',
      `${name}: ${cursor.fromFuture} records have a time in the future. They are sent again in each run until it has come.`,
    );
}
