import {ApiError} from '../answers/index.js';
import type {FieldDescribe, ObjectType} from '../objects/index.js';
import {recordId} from '../org/index.js';
import type {Api} from '../server/create-server.js';
import type {Session} from '../session/index.js';
import {runQuery} from '../soql/index.js';
import {typeOrThrow} from './describe-routes.js';

type Call = {
  Params: {object: string; view: string};
  Querystring: {limit?: string; offset?: string};
};

const DEFAULT_ROWS = 25;
const MAX_ROWS = 2000;
/** Fields that people see in a list, where the object has them. */
const SHOWN = ['Subject', 'Email', 'Phone', 'Status', 'StageName', 'Amount', 'Title', 'Company'];
/** Those that each list has besides. */
const HIDDEN = ['Id', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp'];

/** Each object has one list: of all its records. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-listviews */
export function addListViewRoutes({app, sessionOf}: Api): void {
  const base = '/services/data/:version/sobjects/:object/listviews';
  const find = (session: Session, {object, view}: Call['Params']) => {
    const type = typeOrThrow(session, object);
    const found = viewOf(session, type);
    if (view.slice(0, 15) === found.id.slice(0, 15)) return {type, found};
    throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');
  };
  app.get<Call>(base, async request => {
    const session = sessionOf(request);
    const type = typeOrThrow(session, request.params.object);
    const listviews = [viewOf(session, type)];
    return {done: true, listviews, nextRecordsUrl: null, size: 1, sobjectType: type.name};
  });
  app.get<Call>(`${base}/:view`, async request => find(sessionOf(request), request.params).found);
  app.get<Call>(`${base}/:view/describe`, async request => {
    const {type, found} = find(sessionOf(request), request.params);
    const orderBy = [
      {fieldNameOrPath: orderOf(type), nullsPosition: 'first', sortDirection: 'ascending'},
    ];
    return {
      columns: columnsOf(type),
      id: found.id,
      orderBy,
      query: queryOf(type),
      relatedEntityId: null,
      scope: 'everything',
      scopeEntity: null,
      sobjectType: type.name,
      whereCondition: {conditions: [], conjunction: 'and'},
    };
  });
  app.get<Call>(`${base}/:view/results`, async request => {
    const session = sessionOf(request);
    const {type, found} = find(session, request.params);
    const limit =
      numberIn(request.query.limit, {name: 'limit', min: 1, max: MAX_ROWS}) ?? DEFAULT_ROWS;
    const offset = numberIn(request.query.offset, {name: 'offset', min: 0, max: MAX_ROWS}) ?? 0;
    const records = rowsOf(session, type, `${queryOf(type)} LIMIT ${limit} OFFSET ${offset}`);
    const {developerName, id, label} = found;
    return {
      columns: columnsOf(type),
      developerName,
      done: true,
      id,
      label,
      records,
      size: records.length,
    };
  });
}

function viewOf({version, org}: Session, {name, describe}: ObjectType) {
  const position = org.types.findIndex(type => type.name === name);
  const id = recordId('00B', position);
  const url = `/services/data/v${version}/sobjects/${name}/listviews/${id}`;
  return {
    describeUrl: `${url}/describe`,
    developerName: `All${describe.labelPlural.replaceAll(/\W/g, '')}`,
    id,
    label: `All ${describe.labelPlural}`,
    resultsUrl: `${url}/results`,
    soqlCompatible: true,
    url,
  };
}

function columnsOf(type: ObjectType): object[] {
  return [
    ...shownFields(type).map(field => columnOf(field, type)),
    ...hiddenFields(type).map(field => ({...columnOf(field, type), hidden: true})),
  ];
}

function columnOf({name, label, sortable, type: kind}: FieldDescribe, type: ObjectType) {
  const isSorted = name === orderOf(type);
  return {
    ascendingLabel: sortable ? 'Z-A' : null,
    descendingLabel: sortable ? 'A-Z' : null,
    fieldNameOrPath: name,
    hidden: false,
    label,
    selectListItem: kind === 'picklist' ? `toLabel(${name})` : name,
    sortDirection: isSorted ? 'ascending' : null,
    sortIndex: isSorted ? 0 : null,
    sortable,
    type: kind,
  };
}

function rowsOf(session: Session, type: ObjectType, soql: string): object[] {
  const result = runQuery({...session, sourceOf: table => table}, soql, false);
  if (result.kind !== 'rows') return [];
  const names = [...shownFields(type), ...hiddenFields(type)].map(({name}) => name);
  return result.positions.map(position => {
    const record = result.project(position);
    const columns = names.map(name => {
      const value = record[name] ?? null;
      return {fieldNameOrPath: name, value: value === null ? null : String(value)};
    });
    return {columns};
  });
}

function queryOf(type: ObjectType): string {
  const names = [...shownFields(type), ...hiddenFields(type)].map(({name}) => name);
  return `SELECT ${names.join(', ')} FROM ${type.name} ORDER BY ${orderOf(type)} ASC NULLS FIRST, Id ASC NULLS FIRST`;
}

function shownFields(type: ObjectType): FieldDescribe[] {
  const names = type.fields.filter(({nameField}) => nameField).map(({name}) => name);
  return fieldsOf(type, [...new Set([...names, ...SHOWN])]);
}

function hiddenFields(type: ObjectType): FieldDescribe[] {
  return fieldsOf(type, HIDDEN);
}

function fieldsOf(type: ObjectType, names: readonly string[]): FieldDescribe[] {
  return names.flatMap(name => type.field(name) ?? []);
}

function orderOf(type: ObjectType): string {
  return shownFields(type).find(({sortable}) => sortable)?.name ?? 'Id';
}

function numberIn(
  text: string | undefined,
  {name, min, max}: {name: string; min: number; max: number},
): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new ApiError(
    400,
    'INVALID_QUERY_FILTER_OPERATOR',
    `The ${name} parameter must be from ${min} to ${max}`,
  );
}
