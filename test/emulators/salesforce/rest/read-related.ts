import {notFound} from '../answers/index.js';
import type {ObjectType} from '../objects/index.js';
import type {Table} from '../org/index.js';
import type {Session} from '../session/index.js';
import {runQuery} from '../soql/index.js';
import {typeOrThrow} from './describe-routes.js';
import type {Page, QueryCursors} from './query-cursors.js';
import {recordJson} from './record-json.js';

interface Related {
  session: Session;
  table: Table;
  type: ObjectType;
  position: number;
  /** A relationship, or a field that holds a file. */
  name: string;
  /** Of the related records, with commas between; all unless given. */
  fields?: string | undefined;
}

/** What `/sobjects/Account/001.../Owner` gives: the parent, the children as a query's result, or the contents of a file. */
export function readRelated(
  related: Related,
  cursors: QueryCursors,
  pageSize: number,
): object | Buffer {
  const {table, type, position, name} = related;
  const field = type.field(name);
  if (field?.type === 'base64') {
    const contents = table.value(position, field.name);
    if (contents === null) throw notFound();
    return Buffer.from(String(contents), 'base64');
  }
  return readParent(related) ?? readChildren(related, cursors, pageSize);
}

function readParent({session, table, type, position, name, fields}: Related): object | undefined {
  const reference = type.reference(name);
  if (!reference) return undefined;
  const id = String(table.value(position, reference.name) ?? '');
  const tables = reference.referenceTo.flatMap(target => session.org.table(target) ?? []);
  const parent = tables.find(candidate => candidate.positionOf(id) !== undefined);
  const at = parent?.positionOf(id);
  if (!parent || at === undefined || session.isVisible?.(parent, at) === false) throw notFound();
  return recordJson(session, parent, at, fields);
}

function readChildren(
  {session, table, type, position, name, fields}: Related,
  cursors: QueryCursors,
  pageSize: number,
): Page {
  const relationship = type.describe.childRelationships.find(
    ({relationshipName}) => relationshipName?.toLowerCase() === name.toLowerCase(),
  );
  if (!relationship) throw notFound();
  const child = typeOrThrow(session, relationship.childSObject);
  const chosen = fields ?? child.fields.map(field => field.name).join(',');
  const soql = `SELECT ${chosen} FROM ${child.name} WHERE ${relationship.field} = '${table.idAt(position)}'`;
  const result = runQuery({...session, sourceOf: source => source}, soql, false);
  if (result.kind !== 'rows') throw notFound();
  const {positions, project} = result;
  const {userId, version} = session;
  return cursors.first({positions, project, pageSize, userId, isBig: false}, version);
}
