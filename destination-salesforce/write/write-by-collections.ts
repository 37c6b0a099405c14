import {
  assertWithinApiBudget,
  SALESFORCE_REFUSALS,
} from '@cohort-salesforce/source-salesforce/salesforce';
import {ConnectorError, sendInParts} from '@cohort-salesforce/spec';
import {isOrgWide} from '../batch/org-wide.js';
import type {Operation, PendingChanges} from '../batch/pending-changes.js';
import {isOverload, type OnResult, type WriteResult} from '../batch/write-result.js';
import {inParallel} from '../in-parallel.js';
import type {Change} from '../match/index.js';
import type {WriteContext} from '../write-context.js';
import {buildJsonRecord} from './build-json-record.js';
import {halfOf} from './call-size.js';
import {LOST, readSaveResults} from './read-save-results.js';
import type {WriteRequest} from './send-changes.js';

const CONCURRENT_CALLS = 4;

/**
 * Sends changes by sObject Collections, up to 200 a call, and reports the result of each as it is known.
 * Rejects when the run cannot go on.
 */
export async function writeByCollections(
  {operation, indexes, pendingChanges, attempt, mostRows}: WriteRequest,
  writeContext: WriteContext,
  onResult: OnResult,
): Promise<void> {
  const {callSize} = writeContext;
  const chunks = cutChunks(indexes, () => Math.min(callSize.rows, mostRows ?? callSize.rows));
  await inParallel(chunks, attempt === 1 ? CONCURRENT_CALLS : 1, async chunk => {
    const writeResults = await send({operation, chunk, pendingChanges}, writeContext);
    const isTooMuch = writeResults.some(({kind}) => kind === 'overloaded');
    if (isTooMuch) callSize.overloaded(chunk.length);
    else if (!writeResults.includes(LOST)) callSize.succeeded();
    for (const [position, index] of chunk.entries())
      onResult(index, writeResults[position] ?? LOST);
  });
}

// The size of each one is asked for when it begins: calls before it may have been too much.
function* cutChunks(indexes: Int32Array, sizeOf: () => number): Iterable<number[]> {
  for (let start = 0; start < indexes.length; ) {
    const size = sizeOf();
    yield [...indexes.subarray(start, start + size)];
    start += size;
  }
}

interface Call {
  operation: Operation;
  chunk: readonly number[];
  pendingChanges: PendingChanges;
}

/** The results of the chunk, in order. What is refused as a whole goes out in halves, until the record at fault is alone. */
function send(call: Call, writeContext: WriteContext): Promise<WriteResult[]> {
  return sendInParts<number, WriteResult>(call.chunk, {
    refusalOf: error => (isUnreadable(error) ? SALESFORCE_REFUSALS.refusalOf(error) : undefined),
    refusalOfContent: error =>
      isLostCreate(call, error) ? undefined : SALESFORCE_REFUSALS.refusalOfContent(error),
    send: chunk => sendOnce({...call, chunk}, writeContext),
    refused: (_, {code, message}) => [{kind: 'refused', code, message, fields: []}],
    probe: () => probe(writeContext),
    history: writeContext.sending,
  });
}

// Without records nothing is done: any answer of Salesforce's own proves the way to be open.
async function probe(writeContext: WriteContext): Promise<void> {
  try {
    await writeContext.salesforce.request({...buildRequest('update', [], writeContext)});
  } catch (error) {
    if (!SALESFORCE_REFUSALS.refusalOf(error)) throw error;
  }
}

async function sendOnce(call: Call, writeContext: WriteContext): Promise<WriteResult[]> {
  const {chunk, operation, pendingChanges} = call;
  assertWithinApiBudget(writeContext);
  const changes = chunk.map(index => pendingChanges.read(index));
  const ids = changes.map(({id}) => id);
  const request = buildRequest(operation, changes, writeContext);
  const isAnswer = (answer: unknown) => readSaveResults(answer, ids) !== undefined;
  try {
    const answer = await writeContext.salesforce.request({...request, isAnswer});
    writeContext.callSize.answered();
    return [...(readSaveResults(answer, ids) ?? [])];
  } catch (error) {
    const isAlone = chunk.length === 1 && isOverloadOf(error);
    if (isLostCreate(call, error) && !isAlone) {
      if (isOverloadOf(error)) writeContext.callSize.overloaded(halfOf(chunk.length));
      return chunk.map(() => LOST);
    }
    if (isOverloadOf(error)) return outcomesOfOverload(chunk, writeContext, error);
    if (chunk.length === 1 && isUnreadable(error)) return [refusedAlone(error)];
    throw error;
  }
}

// Too much work in one call: it is sent again in smaller ones, until the record is alone.
function outcomesOfOverload(
  {length: rows}: readonly number[],
  writeContext: WriteContext,
  error: ConnectorError,
): WriteResult[] {
  if (rows > 1) {
    const {message, facts} = error;
    const code = String(facts.errorCode);
    return Array.from({length: rows}, () => ({kind: 'overloaded', code, message, rows}));
  }
  if (!writeContext.callSize.mayBeTheRecord()) throw error;
  return [refusedAlone(error)];
}

function refusedAlone({message, facts}: ConnectorError): WriteResult {
  return {kind: 'refused', code: String(facts.errorCode), message, fields: []};
}

function isLostCreate({operation}: Call, error: unknown): boolean {
  return operation === 'create' && isLostReply(error);
}

function isUnreadable(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && error.facts.errorCode === 'JSON_PARSER_ERROR';
}

// The call as a whole was refused, in Salesforce's own words.
function isOverloadOf(error: unknown): error is ConnectorError {
  if (!(error instanceof ConnectorError)) return false;
  const code = String(error.facts.errorCode ?? '');
  return isOverload({code, message: error.message});
}

function buildRequest(
  operation: Operation,
  changes: readonly Change[],
  {target, config}: WriteContext,
) {
  const headers: Record<string, string> = {'content-type': 'application/json'};
  // By default Salesforce would give leads and cases that are written another owner.
  if (!config.auto_assign) headers['Sforce-Auto-Assign'] = 'FALSE';
  if (config.duplicate_rule_header) {
    headers['Sforce-Duplicate-Rule-Header'] = config.duplicate_rule_header;
  }
  if (operation === 'delete') {
    const ids = changes.map(({id}) => id).join(',');
    const path = `/composite/sobjects?ids=${ids}&allOrNone=false`;
    return {method: 'DELETE', path, headers, isRepeatable: true} as const;
  }
  const records = changes.map(change => buildJsonRecord(change, target)).join(',');
  const body = `{"allOrNone":false,"records":[${records}]}`;
  const method = operation === 'create' ? 'POST' : 'PATCH';
  const isRepeatable = operation === 'update';
  return {method, path: '/composite/sobjects', body, headers, isRepeatable} as const;
}

// The server may have done it before the line broke or the gateway gave up.
function isLostReply(error: unknown): boolean {
  if (!(error instanceof ConnectorError) || error.failure !== 'transient_error') return false;
  // Salesforce says itself that it did nothing.
  if (isOrgWide({code: String(error.facts.errorCode), message: ''})) return false;
  const status = Number(error.facts.status ?? 0);
  return status === 0 || status >= 500;
}
