import type {ReadEvent, RecordText} from '../../../spec/index.js';
import {errorCodeOf, quoteSoql} from '../../salesforce/index.js';
import {composeQuery} from '../compose-query.js';
import type {Reading} from '../reading.js';
import {recordPrefix} from '../record-prefix.js';
import {toRecordText} from './to-record-text.js';

interface Position {
  /** Where to go on after this: the cursor or the key of the last record that was sent. */
  cursor?: string;
  key?: string;
}

/** Reads by REST, in the order of the cursor or else of the key, so that each page is a place to go on from. */
export async function* readByRest(reading: Reading): AsyncGenerator<ReadEvent> {
  const {session, progress} = reading;
  const at = new Date(session.salesforce.now()).toISOString();
  progress.begin(at);
  let position: Position | undefined = progress.afterKey ? {key: progress.afterKey} : {};
  while (position) position = yield* readFrom(reading, position);
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.finish(at)}};
}

// Resolves with where to begin again when Salesforce forgets the query, which it does after some minutes of rest.
async function* readFrom(
  {session: {salesforce, context}, plan, progress}: Reading,
  from: Position,
): AsyncGenerator<ReadEvent, Position | undefined> {
  let position = from;
  try {
    const {includeDeleted} = plan;
    let page = await salesforce.query(queryFrom(plan, progress, from), {includeDeleted});
    yield {kind: 'estimate', rows: page.totalSize};
    for (;;) {
      const records = page.records.map(record => toRecordText(record, plan.fields));
      yield {kind: 'records', records: progress.pass(records)};
      position = positionOf(plan, records.at(-1)) ?? position;
      if (!page.next) return undefined;
      yield* checkpoint(progress, position);
      page = await salesforce.queryMore(page.next);
    }
  } catch (error) {
    const canGoOn = position.cursor !== from.cursor || position.key !== from.key;
    if (errorCodeOf(error) !== 'INVALID_QUERY_LOCATOR' || !canGoOn) throw error;
    context.log(
      'INFO',
      `${plan.object}: the query was forgotten and goes on from its last record.`,
    );
    return position;
  }
}

function queryFrom(plan: Reading['plan'], progress: Reading['progress'], from: Position): string {
  const span = {...progress.span, ...(from.cursor && {from: from.cursor})};
  const where = from.key ? [`Id > ${quoteSoql(from.key)}`] : [];
  const orderBy = plan.cursor ? [plan.cursor] : plan.hasKey ? ['Id'] : [];
  return composeQuery(plan, span, {where, orderBy});
}

function* checkpoint(progress: Reading['progress'], position: Position): Generator<ReadEvent> {
  if (!position.cursor && !position.key) return;
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.atRecord(position)}};
}

function positionOf(plan: Reading['plan'], last: RecordText | undefined): Position | undefined {
  const prefix = recordPrefix(plan);
  if (!last || !prefix) return undefined;
  return plan.cursor ? {cursor: prefix.cursorOf(last)} : {key: prefix.keyOf(last)};
}
