import type {Table} from '../org/index.js';
import type {Test} from './compile-condition.js';
import type {Projector} from './project-record.js';
import type {Binding} from './resolve-operand.js';
import {soqlError} from './soql-error.js';
import type {Query} from './syntax.js';

/** A child subquery made ready: which records of the child object it lets through, and how they are written. */
export interface ReadyChild {
  table: Table;
  isIn: Test;
  sort(positions: number[]): number[];
  project: Projector;
}

type Writer = [key: string, write: (position: number) => unknown];

/** Writes `{totalSize, done, records}` (or null) for each subquery in the SELECT of a query. */
export function subqueryProjectors(
  binding: Binding,
  prepare: (query: Query) => ReadyChild,
): Writer[] {
  return binding.query.select.flatMap(item =>
    item.kind === 'query' ? [projector(binding, item.query, prepare)] : [],
  );
}

function projector(binding: Binding, query: Query, prepare: (query: Query) => ReadyChild): Writer {
  const {table} = binding;
  const {name, field, query: inner} = childQuery(binding, query);
  const child = prepare(inner);
  const {referenceTargetField = null} = child.table.type.field(field) ?? {};
  const write = (position: number) => {
    const key = referenceTargetField
      ? String(table.value(position, referenceTargetField))
      : table.idAt(position);
    const found = child.table.find(field, key);
    const chosen = child.sort(found.filter(child.isIn));
    if (chosen.length === 0) return null;
    return {totalSize: chosen.length, done: true, records: chosen.map(child.project)};
  };
  return [name, write];
}

/** A subquery as a query of the child object, with the name of the relationship and its field. */
export function childQuery(
  {table, scope}: Binding,
  query: Query,
): {name: string; field: string; query: Query} {
  const relation = scope.org.childRelationship(table.type, query.from.name);
  if (!relation)
    throw soqlError('INVALID_TYPE', query.text, query.from.at, noRelationship(query.from.name));
  return {
    name: relation.relationshipName ?? query.from.name,
    field: relation.field,
    query: {...query, from: {...query.from, name: relation.childSObject}},
  };
}

function noRelationship(name: string): string {
  return `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`;
}
