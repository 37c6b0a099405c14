import {ConnectorError, type ReadEvent} from '@cohort-salesforce/spec';
import {type FieldDescribe, quoteSoql} from '../salesforce/index.js';
import {queryEach} from './query-records.js';
import type {ReadContext} from './read-context.js';

const ADDRESSES_IN_A_QUERY = 500;
const MAX_CHARACTERS = 40_000;

/**
 * The other records of the addresses in the records that were sent. An incremental read has only changed records, but
 * only all records that share an address show which of them represents the person.
 */
export async function* readSameAddress(readContext: ReadContext): AsyncGenerator<ReadEvent> {
  const {session, plan, progress} = readContext;
  const {addresses: sent} = progress;
  const emailField = session.config.same_address?.email_field;
  if (!sent || !emailField) return;
  const {ids, addresses} = sent.take();
  if (addresses.length === 0) return;
  const field = plan.fields.find(({name}) => name === emailField);
  if (!field?.filterable) return warn(readContext, `${emailField} cannot be searched`);
  try {
    for await (const records of queryEach(readContext, conditionsOf(field, addresses))) {
      yield {kind: 'records', records: records.filter(text => !ids.has(idOf(text)))};
    }
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.failure === 'transient_error') throw error;
    warn(readContext, error.message);
  }
}

function warn({session, plan}: ReadContext, why: string): void {
  session.context.log(
    'WARN',
    `${plan.object}: records that share an address with a changed one are not looked for: ${why}.`,
  );
}

/** Conditions for the records of these addresses. */
export function* conditionsOf(
  field: FieldDescribe,
  addresses: readonly string[],
): Generator<string> {
  let terms: string[] = [];
  let characters = 0;
  for (const address of addresses) {
    const term = field.caseSensitive
      ? `${field.name} LIKE ${quoteSoql(address).replace(/[%_]/g, '\\$&')}`
      : quoteSoql(address);
    const isFull =
      terms.length === ADDRESSES_IN_A_QUERY || characters + term.length > MAX_CHARACTERS;
    if (terms.length > 0 && isFull) {
      yield compose(field, terms);
      terms = [];
      characters = 0;
    }
    terms.push(term);
    characters += term.length + 1;
  }
  yield compose(field, terms);
}

// In a field that tells capitals apart, only LIKE finds the other spellings.
function compose({name, caseSensitive}: FieldDescribe, terms: readonly string[]): string {
  return caseSensitive ? `(${terms.join(' OR ')})` : `${name} IN (${terms.join(',')})`;
}

// A record begins with its key.
function idOf(record: string | {data: string}): string {
  const text = typeof record === 'string' ? record : record.data;
  return text.slice('{"Id":"'.length).slice(0, 18);
}
