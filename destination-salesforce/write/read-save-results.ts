import {isObject, isObjects} from '@cohort-salesforce/source-salesforce/salesforce';
import {toWriteResult, type WriteResult} from '../batch/write-result.js';

interface SaveResult {
  success: boolean;
  id?: string;
  errors?: readonly {statusCode: string; message: string; fields?: readonly string[]}[];
}

/** What is said of a change whose reply cannot be used: look at the org. */
export const LOST: WriteResult = {kind: 'unclear', code: 'NO_REPLY', message: 'the reply was lost'};

const ID_LENGTH = 15;

/**
 * The results of a collections call -> the results of its changes, in order; undefined when it is no such answer. `ids` are those of the
 * records, null for new ones. A success must name its record: the one that was sent, or a new one of its own.
 */
export function readSaveResults(
  answer: unknown,
  ids: readonly (string | null)[],
): readonly WriteResult[] | undefined {
  if (!isSaveResults(answer) || answer.length !== ids.length) return undefined;
  const named = answer.flatMap(({success, id}) => (success && id ? [keyOf(id)] : []));
  const counts = new Map<string, number>();
  for (const id of named) counts.set(id, (counts.get(id) ?? 0) + 1);
  return answer.map((result, position) => {
    if (!result.success) return refusalOf(result, ids.length);
    const id = keyOf(result.id ?? '');
    const sent = ids[position];
    const isRight = sent ? id === keyOf(sent) : id !== '' && counts.get(id) === 1;
    return isRight ? {kind: 'done', ...(result.id !== undefined && {id: result.id})} : LOST;
  });
}

function isSaveResults(answer: unknown): answer is readonly SaveResult[] {
  return isObjects(answer) && answer.every(isSaveResult);
}

function isSaveResult({success, id, errors}: Record<string, unknown>): boolean {
  if (success === true) return typeof id === 'string';
  return success === false && Array.isArray(errors) && errors.every(isObject);
}

// An Id has 15 characters, and 3 that repeat their case.
function keyOf(id: string): string {
  return id.slice(0, ID_LENGTH);
}

function refusalOf({errors = []}: SaveResult, rows: number): WriteResult {
  const [error] = errors;
  const {statusCode: code = 'UNKNOWN_EXCEPTION', message = 'no reason given', fields} = error ?? {};
  return toWriteResult({code, message, ...(fields && {fields})}, rows);
}
