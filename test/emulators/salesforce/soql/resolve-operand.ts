import type {FieldDescribe, ObjectType} from '../objects/index.js';
import type {Reader, Table, Value} from '../org/index.js';
import {dateFunctions} from './date-functions.js';
import {maskedReader} from './mask-value.js';
import {objectName, parentPosition, parentType} from './parent-type.js';
import type {Scope} from './scope.js';
import {soqlError} from './soql-error.js';
import type {Call, Operand, Path, Query} from './syntax.js';

/** An operand bound to the object: what it reads, and the field that says how to compare it. */
export interface Resolved {
  field: FieldDescribe;
  read: Reader;
  /** `Account.Name`: the names as the describe writes them. */
  names: string[];
  /** The object the field itself belongs to. */
  owner: ObjectType;
  /** Whether it reads a field of the queried object itself, as it is. */
  isOwn: boolean;
}

/** Where operands are looked up: a query and its object. */
export interface Binding {
  scope: Scope;
  query: Query;
  table: Table;
  type: ObjectType;
}

const textFunctions = ['TOLABEL', 'FORMAT', 'CONVERTCURRENCY', 'CONVERTTIMEZONE'];

/** Finds what an operand means; throws INVALID_FIELD where Salesforce would. */
export function resolveOperand(binding: Binding, operand: Operand): Resolved {
  return operand.kind === 'path' ? resolvePath(binding, operand) : resolveCall(binding, operand);
}

function resolveCall(binding: Binding, call: Call): Resolved {
  const {text} = binding.query;
  if (!call.argument) throw soqlError('MALFORMED_QUERY', text, call.at, `unexpected token: '('`);
  const argument = resolveOperand(binding, call.argument);
  if (textFunctions.includes(call.name)) return argument;
  if (call.name === 'DAY_ONLY')
    return withDate(argument, day => new Date(day).toISOString().slice(0, 10), 'date');
  const compute = dateFunctions[call.name];
  if (!compute)
    throw soqlError('MALFORMED_QUERY', text, call.at, `Invalid function name: ${call.name}`);
  return withDate(argument, compute, 'int');
}

function withDate(argument: Resolved, compute: (time: number) => Value, type: string): Resolved {
  const read: Reader = position => {
    const value = argument.read(position);
    return value === null
      ? null
      : compute(typeof value === 'number' ? value : Date.parse(String(value)));
  };
  return {...argument, field: {...argument.field, type}, read, isOwn: false};
}

function resolvePath(binding: Binding, path: Path): Resolved {
  const {query} = binding;
  const names = startsWithAlias(query, path) ? path.names.slice(1) : path.names;
  return followPath(binding, {...path, names});
}

function startsWithAlias({from}: Query, {names}: Path): boolean {
  const first = names[0]?.toLowerCase();
  return (
    names.length > 1 && (first === from.alias?.toLowerCase() || first === from.name.toLowerCase())
  );
}

function followPath(binding: Binding, path: Path): Resolved {
  const {scope, table, type, query} = binding;
  const [name = '', ...rest] = path.names;
  if (rest.length === 0) return resolveField(binding, name, path.at);
  const reference = type.reference(name);
  if (!reference) throw soqlError('INVALID_FIELD', query.text, path.at, noRelationship(name));
  const parents = reference.referenceTo.flatMap(target => scope.org.table(target) ?? []);
  const parent = parents.find(found => found.type.name === 'User') ?? parents[0];
  const seen = parent && parentType(scope, reference, parent);
  if (!parent || !seen) throw soqlError('INVALID_FIELD', query.text, path.at, noRelationship(name));
  const inner = followPath({...binding, table: parent, type: seen}, {...path, names: rest});
  const readId = scope.sourceOf(table).reader(reference.name);
  return {
    ...inner,
    names: [reference.relationshipName ?? name, ...inner.names],
    isOwn: false,
    read: position => {
      const at = parentPosition(parent, reference, readId(position));
      return at === undefined || scope.isVisible?.(parent, at) === false ? null : inner.read(at);
    },
  };
}

function resolveField(binding: Binding, name: string, at: number): Resolved {
  const {scope, table, type, query} = binding;
  const field = type.field(name);
  if (!field) throw soqlError('INVALID_FIELD', query.text, at, noColumn(name, type.name));
  return {
    field,
    owner: type,
    names: [field.name],
    isOwn: true,
    read: field === objectName ? () => table.type.name : readerOf(scope, table, field),
  };
}

function readerOf(scope: Scope, table: Table, field: FieldDescribe): Reader {
  const read = scope.sourceOf(table).reader(field.name);
  const isMasked = field.type === 'encryptedstring' && scope.showsEncrypted === false;
  return isMasked ? maskedReader(field, read) : read;
}

function noColumn(name: string, entity: string): string {
  return `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`;
}

function noRelationship(name: string): string {
  return `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`;
}
