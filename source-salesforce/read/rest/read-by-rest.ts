import type {ReadEvent, RecordText} from '../../../spec/index.js';
import {errorCodeOf, type FieldDescribe, keepToBudget, quoteSoql} from '../../salesforce/index.js';
import {composeQuery} from '../compose-query.js';
import {cursorReader} from '../cursor-reader.js';
import {endOfRun} from '../end-of-run.js';
import type {Reading} from '../reading.js';

import {completeRecords, divideGroups, groupFields} from './field-groups.js';
import {toRecordText} from './to-record-text.js';

/** Where to go on after a query was given up: the cursor or the key of the last record that was sent. */
interface Position {
  cursor?: string;
  key?: string;
}

/** What to ask for next. */
interface Attempt {
  from: Position;
  /** The fields, in as many groups as queries are needed to have them all. */
  groups: readonly (readonly FieldDescribe[])[];
}

/** Reads by REST, in the order of the cursor or else of the key, so that each page is a place to go on from. */
export async function* readByRest(reading: Reading): AsyncGenerator<ReadEvent> {
  const {session, progress, plan} = reading;
  const at = new Date(session.salesforce.now()).toISOString();
  progress.begin(at);
  const from = progress.afterKey ? {key: progress.afterKey} : {};
  const groups = plan.hasKey ? groupFields(plan.fields) : [plan.fields];
  let attempt: Attempt | undefined = {from, groups};
  while (attempt) attempt = yield* readFrom(reading, attempt);
  yield* endOfRun(reading, at);
}

// Resolves with what to ask for instead when Salesforce does not answer this query to its end.
async function* readFrom(
  reading: Reading,
  attempt: Attempt,
): AsyncGenerator<ReadEvent, Attempt | undefined> {
  const {session, plan, progress} = reading;
  const {salesforce} = session;
  const [, ...others] = attempt.groups;
  let position = attempt.from;
  try {
    const {includeDeleted} = plan;
    let isFirst = true;
    for await (const page of salesforce.readQuery(queryOf(reading, attempt), {includeDeleted})) {
      if (isFirst && page.totalSize !== undefined) yield {kind: 'estimate', rows: page.totalSize};
      isFirst = false;
      const whole = await completeRecords(page.records, others, {
        salesforce,
        object: plan.object,
      });
      const records = whole.map(record => toRecordText(record, plan.fields));
      yield {kind: 'records', records: progress.pass(records)};
      position = positionOf(plan, records) ?? position;
      if (page.next) yield* checkpoint(reading, position);
    }
    return undefined;
  } catch (error) {
    const next = instead(error, {attempt, position});
    if (!next) throw error;
    session.context.log(
      'INFO',
      `${plan.object}: the query is asked in another way (${errorCodeOf(error)}).`,
    );
    return next;
  }
}

function instead(
  error: unknown,
  {attempt, position}: {attempt: Attempt; position: Position},
): Attempt | undefined {
  const {from, groups} = attempt;
  const code = errorCodeOf(error);
  // Salesforce forgets a query after some minutes in which no page of it was asked for.
  const hasMoved = position.cursor !== from.cursor || position.key !== from.key;
  if (code === 'INVALID_QUERY_LOCATOR' && hasMoved) return {from: position, groups};
  if (code !== 'QUERY_TOO_COMPLICATED') return undefined;
  const divided = divideGroups(groups);
  return divided && {from: position, groups: divided};
}

function queryOf({plan, progress}: Reading, {from, groups}: Attempt): string {
  const span = {...progress.span, ...(from.cursor && {from: from.cursor})};
  const where = from.key ? [`Id > ${quoteSoql(from.key)}`] : [];
  const orderBy = plan.cursor ? [plan.cursor] : plan.hasKey ? ['Id'] : [];
  return composeQuery({...plan, fields: groups[0] ?? plan.fields}, span, {where, orderBy});
}

function* checkpoint({session, progress}: Reading, position: Position): Generator<ReadEvent> {
  if (!position.cursor && !position.key) return;
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.atRecord(position)}};
  keepToBudget(session);
}

function positionOf(plan: Reading['plan'], records: readonly RecordText[]): Position | undefined {
  const last = records.at(-1);
  if (last === undefined) return undefined;
  const cursorOf = cursorReader(plan);
  if (cursorOf) return {cursor: cursorOf(records, records.length - 1)};
  const text = typeof last === 'string' ? last : last.data;
  const key = plan.hasKey ? /^\{"Id":"(\w{18})"/.exec(text)?.[1] : undefined;
  return key ? {key} : undefined;
}
