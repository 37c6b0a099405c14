import {type Conversion, rejectConversion} from '@cohort-salesforce/spec';
import {type Cell, show} from './cell.js';
import type {Field} from './field.js';

const MAX_CHOICE_LENGTH = 255;

/** A picklist's value, in the spelling the picklist has it. */
export function convertPicklist(field: Field, text: string): Conversion<Cell> {
  const choice = findChoice(field, text);
  if (choice !== undefined) return {value: choice};
  return field.restrictedPicklist ? notAllowed(field, text) : {value: text};
}

/** `a;b;a` -> `a;b`, each in the spelling the picklist has it, in the picklist's order. */
export function convertChoices(field: Field, text: string): Conversion<Cell> {
  const found: string[] = [];
  for (const part of splitChoices(text)) {
    const choice = findChoice(field, part);
    if (choice === undefined && field.restrictedPicklist) return notAllowed(field, part);
    found.push(choice ?? part);
  }
  const cell = sortChoices(field, found).join(';');
  return {value: cell === '' ? null : cell};
}

export function splitChoices(text: string): string[] {
  const parts = text.split(';').map(part => part.trim());
  return [...new Set(parts.filter(part => part !== ''))];
}

function sortChoices(field: Field, choices: readonly string[]): string[] {
  const order = (field.picklistValues ?? []).map(({value}) => value);
  const position = (choice: string) => (order.includes(choice) ? order.indexOf(choice) : Infinity);
  return [...new Set(choices)].sort((a, b) => compare(position(a), position(b)));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function findChoice(field: Field, text: string): string | undefined {
  const active = (field.picklistValues ?? []).filter(choice => choice.active);
  const exact = active.find(({value}) => value === text);
  const other = active.find(({value}) => value.toLowerCase() === text.toLowerCase());
  return (exact ?? other)?.value;
}

function notAllowed({label, length}: Field, text: string): Conversion<Cell> {
  if (text.length > (length || MAX_CHOICE_LENGTH)) {
    return rejectConversion(
      'STRING_TOO_LONG',
      `${label}: data value too large: ${text.length} characters (max length=${length || MAX_CHOICE_LENGTH})`,
    );
  }
  return rejectConversion(
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `${label}: bad value for restricted picklist field: ${show(text)}`,
  );
}
