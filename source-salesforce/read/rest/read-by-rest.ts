import {ConnectorError, type ReadEvent, type RecordText} from '@cohort-salesforce/spec';
import {
  assertWithinApiBudget,
  errorCodeOf,
  type FieldDescribe,
  quoteSoql,
} from '../../salesforce/index.js';
import {composeQuery} from '../compose-query.js';
import {cursorReader} from '../cursor-reader.js';
import {endOfRun} from '../end-of-run.js';
import type {ReadContext} from '../read-context.js';
import type {ReadPlan} from '../read-plan.js';

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
  /** Where Salesforce gives no second page: so many records in each query, in the order of the key. */
  limit?: number;
}

const BATCH = 2000;

/** Reads by REST, in the order of the cursor or else of the key, so that each page is a place to go on from. */
export async function* readByRest(readContext: ReadContext): AsyncGenerator<ReadEvent> {
  const {session, progress, plan} = readContext;
  const at = new Date(session.salesforce.now()).toISOString();
  progress.begin(at);
  const from = progress.afterKey ? {key: progress.afterKey} : {};
  const groups = plan.hasKey ? groupFields(plan.fields) : [plan.fields];
  let attempt: Attempt | undefined = {from, groups};
  while (attempt) attempt = yield* readFrom(readContext, attempt);
  yield* endOfRun(readContext, at);
}

// Resolves with what to ask for instead when Salesforce does not answer this query to its end.
async function* readFrom(
  readContext: ReadContext,
  attempt: Attempt,
): AsyncGenerator<ReadEvent, Attempt | undefined> {
  const {session, plan, progress} = readContext;
  const {salesforce} = session;
  const [, ...others] = attempt.groups;
  let position = attempt.from;
  try {
    const {includeDeleted} = plan;
    let isFirst = true;
    for await (const page of salesforce.readQuery(queryOf(readContext, attempt), {
      includeDeleted,
    })) {
      if (isFirst && page.totalSize !== undefined) yield {kind: 'estimate', rows: page.totalSize};
      isFirst = false;
      const whole = await completeRecords(page.records, others, {
        salesforce,
        object: plan.object,
      });
      const records = whole.map(record => toRecordText(record, plan.fields, plan));
      yield {kind: 'records', records: progress.pass(records)};
      position =
        positionOf(attempt.limit ? {...plan, cursor: undefined} : plan, records) ?? position;
      const isFull = records.length === attempt.limit;
      if (page.next || isFull) yield* checkpoint(readContext, position);
      if (isFull) return afterBatch(attempt, position, plan);
    }
    return undefined;
  } catch (error) {
    const next = instead(error, {attempt, position, plan});
    if (!next) throw error;
    session.context.log(
      'INFO',
      `${plan.object}: the query is asked in another way (${errorCodeOf(error)}).`,
    );
    return next;
  }
}

// Each batch must begin after the one before: an answer that ignores where would come for ever.
function afterBatch(attempt: Attempt, position: Position, {object}: ReadPlan): Attempt {
  const {key} = position;
  if (key !== undefined && (attempt.from.key ?? '') < key) return {...attempt, from: position};
  throw new ConnectorError({
    failure: 'transient_error',
    message: `Reading records of ${object}: a batch does not begin after the one before, so reading would never end.`,
    facts: {errorCode: 'NO_PROGRESS'},
  });
}

function instead(
  error: unknown,
  {attempt, position, plan}: {attempt: Attempt; position: Position; plan: ReadPlan},
): Attempt | undefined {
  const {from, groups} = attempt;
  const code = errorCodeOf(error);
  // Salesforce forgets a query after some minutes in which no page of it was asked for.
  const hasMoved = position.cursor !== from.cursor || position.key !== from.key;
  if (code === 'INVALID_QUERY_LOCATOR' && hasMoved) return {from: position, groups};
  // Such as EntityDefinition: "does not support queryMore(), use LIMIT to restrict the results to a single batch".
  if (code === 'EXCEEDED_ID_LIMIT' && plan.hasKey && !attempt.limit)
    return {from: {}, groups, limit: BATCH};
  if (code !== 'QUERY_TOO_COMPLICATED') return undefined;
  const divided = divideGroups(groups);
  return divided && {...attempt, from: position, groups: divided};
}

function queryOf({plan, progress}: ReadContext, {from, groups, limit}: Attempt): string {
  const span = {...progress.span, ...(from.cursor && {from: from.cursor})};
  const where = from.key ? [`Id > ${quoteSoql(from.key)}`] : [];
  const byKey = plan.hasKey ? ['Id'] : [];
  const orderBy = plan.cursor && !limit ? [plan.cursor] : byKey;
  return composeQuery({...plan, fields: groups[0] ?? plan.fields}, span, {
    where,
    orderBy,
    ...(limit !== undefined && {limit}),
  });
}

function* checkpoint({session, progress}: ReadContext, position: Position): Generator<ReadEvent> {
  if (!position.cursor && !position.key) return;
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.atRecord(position)}};
  assertWithinApiBudget(session);
}

function positionOf(
  plan: ReadContext['plan'],
  records: readonly RecordText[],
): Position | undefined {
  const last = records.at(-1);
  if (last === undefined) return undefined;
  const cursorOf = cursorReader(plan);
  if (cursorOf) return {cursor: cursorOf(records, records.length - 1)};
  const text = typeof last === 'string' ? last : last.data;
  const key = plan.hasKey ? /^\{"Id":"(\w{18})"/.exec(text)?.[1] : undefined;
  return key ? {key} : undefined;
}
