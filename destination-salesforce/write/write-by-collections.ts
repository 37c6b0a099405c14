import {keepToBudget} from '../../source-salesforce/salesforce/index.js';
import {ConnectorError} from '../../spec/index.js';
import type {Exporting} from '../exporting.js';
import {inParallel} from '../in-parallel.js';
import type {Change} from '../match/index.js';
import {isOrgWide} from '../round/org-wide.js';
import type {Operation, Outbox} from '../round/outbox.js';
import type {Outcome, Settle} from '../round/outcome.js';
import {buildJsonRecord} from './build-json-record.js';
import {LOST, readSaveResults} from './read-save-results.js';
import type {Shipment} from './send-changes.js';

/** The most that one call takes. */
export const CALL_ROWS = 200;
const CONCURRENT_CALLS = 4;

/**
 * Sends changes by sObject Collections, 200 a call, and tells each one's outcome as it is known.
 * Rejects when the run cannot go on.
 */
export async function writeByCollections(
  {operation, indexes, outbox, attempt}: Shipment,
  exporting: Exporting,
  settle: Settle,
): Promise<void> {
  const starts = Array.from(
    {length: Math.ceil(indexes.length / CALL_ROWS)},
    (_, n) => n * CALL_ROWS,
  );
  await inParallel(starts, attempt === 1 ? CONCURRENT_CALLS : 1, async start => {
    const chunk = [...indexes.subarray(start, start + CALL_ROWS)];
    const outcomes = await send({operation, chunk, outbox}, exporting);
    for (const [position, index] of chunk.entries()) settle(index, outcomes[position] ?? LOST);
  });
}

interface Call {
  operation: Operation;
  chunk: readonly number[];
  outbox: Outbox;
}

/** The outcomes of the chunk, in order; none when the reply to an insert is lost. */
async function send(call: Call, exporting: Exporting): Promise<readonly Outcome[]> {
  keepToBudget(exporting);
  const changes = call.chunk.map(index => call.outbox.read(index));
  const read = (answer: unknown) =>
    readSaveResults(
      answer,
      changes.map(({id}) => id),
    );
  const request = buildRequest(call.operation, changes, exporting);
  const isAnswer = (answer: unknown) => read(answer) !== undefined;
  try {
    return read(await exporting.salesforce.request({...request, isAnswer})) ?? [];
  } catch (error) {
    if (call.operation === 'create' && isLostReply(error)) return [];
    if (isUnreadable(error)) return sendApart(call, exporting, error);
    throw error;
  }
}

// One value that Salesforce cannot read fails the whole call: halves, until its record is alone.
async function sendApart(
  call: Call,
  exporting: Exporting,
  error: ConnectorError,
): Promise<readonly Outcome[]> {
  const {chunk} = call;
  if (chunk.length === 1) {
    return [{kind: 'refused', code: UNREADABLE, message: error.message, fields: []}];
  }
  const middle = Math.ceil(chunk.length / 2);
  const first = chunk.slice(0, middle);
  const outcomes = await send({...call, chunk: first}, exporting);
  const rest = await send({...call, chunk: chunk.slice(middle)}, exporting);
  return [...first.map((_, position) => outcomes[position] ?? LOST), ...rest];
}

const UNREADABLE = 'JSON_PARSER_ERROR';

function isUnreadable(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && error.facts.errorCode === UNREADABLE;
}

function buildRequest(
  operation: Operation,
  changes: readonly Change[],
  {target, config}: Exporting,
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
