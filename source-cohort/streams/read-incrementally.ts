import type {ReadEvent, ReadRequest} from '@cohort-salesforce/spec';
import type {Cohort} from '../cohort/index.js';
import type {Session} from '../session.js';
import {IncrementalCursor, type SelectedFields} from './incremental-cursor.js';

interface IncrementalRead<Item> {
  request: ReadRequest;
  session: Pick<Session, 'lookbackMs' | 'context'> & {cohort: Pick<Cohort, 'clock'>};
  /** What is selected, and what tells one field's values from other ones of the same name. */
  fields?: SelectedFields;
  pages(since: string | undefined): AsyncIterable<Item[]>;
  /** The moment by which the pages are ordered. */
  momentOf(item: Item): string;
  toRecord(item: Item): string;
  /** Whether the item is given out; without it, all are. */
  accepts?(item: Item): boolean;
}

// Between two states: few enough to repeat little, many enough for a destination's batches.
const RECORDS_PER_STATE = 5000;
const MILLISECONDS_PER_STATE = 30_000;

/** Yields what has not been given out yet, and states from which to go on. */
export async function* readIncrementally<Item extends {id: string}>({
  request,
  session: {lookbackMs, context, cohort},
  fields,
  pages,
  momentOf,
  toRecord,
  accepts = () => true,
}: IncrementalRead<Item>): AsyncGenerator<ReadEvent> {
  const isIncremental = request.stream.sync_mode === 'incremental';
  const state = isIncremental ? request.state : undefined;
  const {name} = request.stream.stream;
  const cursor = new IncrementalCursor(state, {lookbackMs, fields, clock: cohort.clock});
  if (cursor.isStateFromFuture)
    context.log(
      'WARN',
      `${name}: the state's cursor is in the future by the clocks of Cohort and of this machine. What it left out is not known, so all records are read.`,
    );
  if (cursor.isSelectionChanged) {
    context.log('INFO', `${name}: the selection has changed, so everything is read.`);
  }
  let records = 0;
  let lastState = Date.now();
  const askedAt = performance.now();
  for await (const page of pages(cursor.since)) {
    cursor.begin(cohort.clock.now() - (performance.now() - askedAt));
    const unseen = page
      .map(item => ({item, moment: momentOf(item), id: item.id, record: toRecord(item)}))
      .filter(({item, moment, id, record}) => cursor.take(moment, id, record) && accepts(item));
    yield {kind: 'records', records: unseen.map(({record}) => record)};
    records += unseen.length;
    const isTime = records >= RECORDS_PER_STATE || Date.now() - lastState > MILLISECONDS_PER_STATE;
    if (!isTime || records === 0) continue;
    yield {kind: 'state', state: cursor.toState()};
    records = 0;
    lastState = Date.now();
  }
  yield {kind: 'state', state: cursor.finish()};
  if (cursor.fromFuture > 0)
    context.log(
      'WARN',
      `${name}: ${cursor.fromFuture} records have a time in the future. They are sent again in each run until it has come.`,
    );
}
