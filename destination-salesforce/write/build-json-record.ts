import type {Change} from '../match/index.js';
import type {Column, Target} from '../target/index.js';
import {type Cell, type Field, kindOf} from '../values/index.js';

/** A change as sObject Collections take it. Numbers keep every digit they came with. */
export function buildJsonRecord({id, cells}: Change, {object, columns}: Target): string {
  const parts = [`"attributes":{"type":${JSON.stringify(object)}}`];
  if (id !== null) parts.push(`"id":${JSON.stringify(id)}`);
  for (const [position, cell] of cells.entries()) {
    const column = columns[position];
    if (column && cell !== undefined) parts.push(buildProperty(column, cell));
  }
  return `{${parts.join(',')}}`;
}

function buildProperty({path, field, parent}: Column, cell: Cell): string {
  if (!parent) return `${JSON.stringify(path)}:${toJson(field, cell)}`;
  // Without a parent there is no external id either: the reference itself is cleared.
  if (cell === null) return `${JSON.stringify(parent.reference)}:null`;
  const type = parent.type ? `"attributes":{"type":${JSON.stringify(parent.type)}},` : '';
  return `${JSON.stringify(parent.relationship)}:{${type}${JSON.stringify(field.name)}:${toJson(field, cell)}}`;
}

function toJson(field: Field, cell: Cell): string {
  if (cell === null) return 'null';
  const kind = kindOf(field);
  return kind === 'number' || kind === 'boolean' ? cell : JSON.stringify(cell);
}
