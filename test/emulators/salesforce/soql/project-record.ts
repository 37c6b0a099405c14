import type {Table} from '../org/index.js';
import {compoundReader, jsonValue} from './json-value.js';
import {parentPosition, parentType} from './parent-type.js';
import type {Binding} from './resolve-operand.js';
import {resolveOperand} from './resolve-operand.js';
import type {Scope} from './scope.js';
import type {Operand, Path} from './syntax.js';

export type RecordJson = Record<string, unknown>;
export type Projector = (position: number) => RecordJson;

/** Writes records of the bound object with the given fields, parents nested, in the order of the fields. */
export function recordProjector(binding: Binding, operands: readonly Operand[]): Projector {
  const columns = columnsOf(binding, operands);
  const {table, scope} = binding;
  return position => {
    const record: RecordJson = {attributes: attributesOf(table, position, scope.version)};
    for (const [key, read] of columns) record[key] = read(position);
    return record;
  };
}

/** What every record in a REST answer begins with. */
export function attributesOf(table: Table, position: number, version: string): RecordJson {
  return {type: table.type.name, url: recordUrl(table, position, version)};
}

function recordUrl(table: Table, position: number, version: string): string {
  return `/services/data/v${version}/sobjects/${table.type.name}/${table.idAt(position)}`;
}

type Column = [key: string, read: (position: number) => unknown];

function columnsOf(binding: Binding, operands: readonly Operand[]): Column[] {
  const columns = new Map<string, (position: number) => unknown>();
  for (const operand of operands) {
    const path = operand.kind === 'path' ? operand : undefined;
    if (path && path.names.length > 1) addParent(binding, path, operands, columns);
    else addField(binding, operand, columns);
  }
  return [...columns];
}

function addField(binding: Binding, operand: Operand, columns: Map<string, Column[1]>): void {
  const {field, read, names, owner, isOwn} = resolveOperand(binding, operand);
  const source = binding.scope.sourceOf(binding.table);
  const isCompound = isOwn && (field.type === 'address' || field.type === 'location');
  const write = isCompound
    ? compoundReader(owner, field, name => source.reader(name))
    : (position: number) => jsonValue(field, read(position));
  if (isOwn && field.type === 'base64') {
    const {table, scope} = binding;
    const urlAt = (position: number) =>
      `${recordUrl(table, position, scope.version)}/${field.name}`;
    columns.set(names.join('.'), position => (read(position) === null ? null : urlAt(position)));
    return;
  }
  columns.set(names.join('.'), write);
}

function addParent(
  binding: Binding,
  path: Path,
  operands: readonly Operand[],
  columns: Map<string, Column[1]>,
): void {
  const {scope, table, type} = binding;
  const relation = path.names[0]?.toLowerCase() ?? '';
  // Throws where the path leads nowhere, before anything is taken for granted below.
  const {owner} = resolveOperand(binding, path);
  const reference = type.reference(relation);
  if (!reference || columns.has(reference.relationshipName ?? '')) return;
  const parent = path.names.length === 2 ? scope.org.table(owner.name) : parentTable(binding, path);
  if (!parent) return;
  const inner = recordProjector(
    {...binding, table: parent, type: parentType(scope, reference, parent) ?? parent.type},
    pathsBelow(operands, relation),
  );
  const readId = scope.sourceOf(table).reader(reference.name);
  columns.set(reference.relationshipName ?? relation, position => {
    const at = parentPosition(parent, reference, readId(position));
    return at === undefined || scope.isVisible?.(parent, at) === false ? null : inner(at);
  });
}

function parentTable(binding: Binding, path: Path): Table | undefined {
  const {owner} = resolveOperand(binding, {...path, names: [...path.names.slice(0, 1), 'Id']});
  return binding.scope.org.table(owner.name);
}

function pathsBelow(operands: readonly Operand[], relation: string): Path[] {
  return operands.flatMap(operand => {
    if (operand.kind !== 'path' || operand.names.length < 2) return [];
    return operand.names[0]?.toLowerCase() === relation
      ? [{...operand, names: operand.names.slice(1)}]
      : [];
  });
}

/** Writes records of a table with the named fields; names may be paths to parents. */
export function recordOf(scope: Scope, table: Table, names: readonly string[]): Projector {
  const query = {
    text: '',
    select: [],
    from: {name: table.type.name, at: 0},
    groupBy: [],
    orderBy: [],
    allRows: true,
  };
  const type = scope.typeOf(table.type.name) ?? table.type;
  const operands = names.map(name => ({kind: 'path', names: name.split('.'), at: 0}) as const);
  return recordProjector(
    {scope, query, table, type},
    operands.map(operand => ({...operand, names: [...operand.names]})),
  );
}
