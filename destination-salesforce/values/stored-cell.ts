import {toEmailKey} from '@cohort-salesforce/spec';
import type {Cell} from './cell.js';
import {toText} from './cell.js';
import {splitChoices} from './convert-choices.js';
import {toUtcSecond} from './convert-date.js';
import {canonicalDecimal, roundDecimal} from './convert-number.js';
import type {Field} from './field.js';
import {kindOf} from './field.js';

/** A value as Salesforce answers it, in JSON or CSV -> the text it is compared by. */
export function toStoredCell(field: Field, value: unknown): Cell {
  if (value === null || value === undefined || value === '') return null;
  const text = toText(value);
  switch (kindOf(field)) {
    case 'number':
      return canonicalNumber(field, text);
    case 'datetime':
      return toUtcSecond(text) ?? text;
    case 'boolean':
      return text.toLowerCase();
    default:
      return text;
  }
}

/** Whether writing `cell` over `stored` would change nothing. */
export function isSameCell(field: Field, cell: Cell, stored: Cell): boolean {
  if (cell === stored) return true;
  if (cell === null || stored === null) return false;
  switch (kindOf(field)) {
    case 'id':
      return cell.slice(0, 15) === stored.slice(0, 15);
    case 'choices':
      return asSet(cell) === asSet(stored);
    case 'number':
      return isSameNumber(cell, stored);
    case 'text':
      // Salesforce keeps addresses in lower case, whatever case they are written in.
      if (field.type === 'email') return toEmailKey(cell) === toEmailKey(stored);
      return asLines(cell) === asLines(stored);
    default:
      return false;
  }
}

function canonicalNumber(field: Field, text: string): string {
  const decimal = canonicalDecimal(text);
  return field.type === 'int' || field.type === 'long'
    ? decimal
    : roundDecimal(decimal, field.scale);
}

// A reader that went through doubles has lost the digits after the sixteenth; it must not look like a change.
function isSameNumber(cell: string, stored: string): boolean {
  return Number(cell) === Number(stored) && stored.replace(/\D/g, '').length > 15;
}

function asSet(choices: string): string {
  return splitChoices(choices).sort().join(';');
}

function asLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
