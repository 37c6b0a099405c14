import {ApiError} from '../answers/index.js';
import type {FieldDescribe, ObjectType} from '../objects/index.js';
import type {Session} from '../session/index.js';
import {type RecordJson, runQuery} from '../soql/index.js';
import type {Search, SearchScope, SearchTarget} from './parse-search.js';
import {searchTest, type TermTest} from './search-term.js';

const mostRecords = 2000;

/** The records that a search finds, object by object, with the fields asked for. */
export function runSearch(session: Session, search: Search): RecordJson[] {
  const test = searchTest(search.term);
  const all = session.org.types.filter(({describe}) => describe.searchable === true);
  const targets =
    search.targets.length > 0
      ? search.targets
      : all.map(({name}) => ({object: name, clauses: 'Id'}));
  const found = targets.flatMap(target => searchOne(session, target, {test, scope: search.scope}));
  return found.slice(0, search.limit ?? mostRecords);
}

function searchOne(
  session: Session,
  {object, clauses}: SearchTarget,
  {test, scope}: {test: TermTest; scope: SearchScope},
): RecordJson[] {
  const type = session.typeOf(object);
  if (type?.describe.searchable !== true)
    throw new ApiError(400, 'INVALID_TYPE', `sObject type '${object}' is not searchable`);
  const {fields, conditions, limit} = splitClauses(clauses);
  const soql = `SELECT ${fields} FROM ${type.name} ${conditions}`;
  const result = runQuery({...session, sourceOf: table => table}, soql, false);
  if (result.kind !== 'rows')
    throw new ApiError(400, 'MALFORMED_SEARCH', 'A search returns fields only');
  const readers = searchedFields(type, scope).map(({name}) => result.binding.table.reader(name));
  // All fields together: one may have what another must not.
  const isFound = (position: number) =>
    test(
      readers
        .map(read => read(position))
        .filter(value => typeof value === 'string')
        .join('\n'),
    );
  return result.positions.filter(isFound).slice(0, limit).map(result.project);
}

// The limit counts what was found, so it is not the query's.
function splitClauses(text: string): {fields: string; conditions: string; limit: number} {
  const limit = /\bLIMIT\s+(\d+)\s*$/i.exec(text)?.[1];
  const rest = text.replace(/\bLIMIT\s+\d+\s*$/i, '').replace(/\bUSING\s+ListView\s*=\s*\w+/i, '');
  const at = rest.search(/\b(WHERE|ORDER\s+BY)\b/i);
  const fields = (at < 0 ? rest : rest.slice(0, at)).trim();
  return {
    fields: fields === '' ? 'Id' : fields,
    conditions: at < 0 ? '' : rest.slice(at),
    limit: limit === undefined ? mostRecords : Number(limit),
  };
}

const textTypes = ['string', 'email', 'phone', 'url', 'textarea', 'picklist', 'multipicklist'];

function searchedFields(type: ObjectType, scope: SearchScope): FieldDescribe[] {
  return type.fields.filter(({type: kind, nameField, name}) => {
    if (scope === 'EMAIL') return kind === 'email';
    if (scope === 'PHONE') return kind === 'phone';
    if (scope === 'NAME' || scope === 'SIDEBAR') return nameField || /Name$/.test(name);
    return textTypes.includes(kind);
  });
}
