import type {Row} from '../match/index.js';
import type {Target} from '../target/index.js';
import type {Selection} from './selection.js';

/** A query for the records that some rows may mean. */
export interface Lookup {
  soql: string;
  rows: readonly number[];
}

// A query may have 100,000 characters; one too long for a URL goes in a body.
const MAX_QUERY_LENGTH = 60_000;

/** Cuts rows, each perhaps with its record's id, into as few queries as their keys fit in. */
export function buildLookups(
  rows: ReadonlyArray<readonly [number, Row, string?]>,
  {target, selection, quote}: {target: Target; selection: Selection; quote(text: string): string},
): Lookup[] {
  const lookups: Lookup[] = [];
  const head = `SELECT ${selection.paths.join(', ')} FROM ${target.object} WHERE `;
  const compose = (lists: KeyLists) => head + buildCondition(lists, target);
  const empty = compose(emptyLists()).length;
  let current: KeyLists & {rows: number[]} = {...emptyLists(), rows: []};
  let length = empty;
  const cut = () => {
    if (current.rows.length > 0) lookups.push({soql: compose(current), rows: current.rows});
    current = {...emptyLists(), rows: []};
    length = empty;
  };
  for (const [index, row, recordId] of rows) {
    const keys = literalsOf(row);
    const userIds = row.userId === null ? [] : [quote(row.userId)];
    const ids = recordId === undefined ? [] : [quote(recordId)];
    const size = listedLength(keys) * target.key.fields.length + listedLength([...userIds, ...ids]);
    if (length + size > MAX_QUERY_LENGTH) cut();
    current.keys.push(...keys);
    current.userIds.push(...userIds);
    current.ids.push(...ids);
    current.rows.push(index);
    length += size;
  }
  cut();
  return lookups;

  function literalsOf({key, keyText, keyRejection}: Row): string[] {
    if (keyRejection) return [];
    if (target.key.kind === 'number') return [decimalOf(key)];
    return spellings(target.key.kind === 'email' ? [keyText, key] : [keyText]).map(quote);
  }
}

/** As SOQL writes them. */
interface KeyLists {
  keys: string[];
  userIds: string[];
  ids: string[];
}

function emptyLists(): KeyLists {
  return {keys: [], userIds: [], ids: []};
}

function buildCondition(
  {keys, userIds, ids}: KeyLists,
  {key, columns, userIdColumn = -1}: Target,
): string {
  const userId = columns[userIdColumn]?.path;
  const isIn = (path: string, values: readonly string[]) => `${path} IN (${values.join(',')})`;
  const conditions = keys.length > 0 ? key.fields.map(({name}) => isIn(name, keys)) : [];
  if (userId && userIds.length > 0) conditions.push(isIn(userId, userIds));
  if (ids.length > 0) conditions.push(isIn('Id', ids));
  return conditions.join(' OR ');
}

// A whole number that 32 bits do not hold is none to SOQL, unless it has a decimal point.
function decimalOf(number: string): string {
  return number.includes('.') ? number : `${number}.0`;
}

// Salesforce keeps an address in the normal form it came in.
function spellings(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap(text => [text, text.normalize('NFC'), text.normalize('NFD')]))];
}

function listedLength(literals: readonly string[]): number {
  return literals.reduce((sum, literal) => sum + literal.length + 1, 0);
}
