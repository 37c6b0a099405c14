import {type Conversion, ExactNumber, rejectConversion} from '@cohort-salesforce/spec';
import {type Cell, show, toText, wrongType} from './cell.js';
import {convertChoices} from './convert-choices.js';
import {convertDate, convertDatetime, convertTime} from './convert-date.js';
import {convertNumber} from './convert-number.js';
import {convertText, tooLong} from './convert-text.js';
import {type Field, kindOf} from './field.js';

/**
 * A record's value -> what Salesforce will store in the field, or the rejection Salesforce would
 * answer. Text is trimmed as Salesforce trims it; an empty text is no value.
 */
export function convertValue(
  field: Field,
  value: unknown,
  {truncate = false}: {truncate?: boolean} = {},
): Conversion<Cell> {
  if (value === null || value === undefined) return {value: null};
  const text = toText(value).trim();
  if (text === '') return {value: null};
  if (isStructure(value) && !takesStructure(field, value)) return wrongType(field, text);
  if (text.length > MAX_STORED_LENGTH && !(truncate && isFreeText(field)))
    return tooLong(field, text);
  return convert(field, text, truncate);
}

// A long text area takes this many characters, and nothing takes more. Whoever looks at a longer text piece by
// piece, such as for its choices, needs time and memory that no record is worth.
const MAX_STORED_LENGTH = 131_072;

function isFreeText(field: Field): boolean {
  return kindOf(field) === 'text' && field.type !== 'picklist';
}

function convert(field: Field, text: string, truncate: boolean): Conversion<Cell> {
  switch (kindOf(field)) {
    case 'number':
      return convertNumber(field, text);
    case 'boolean':
      return convertBoolean(field, text);
    case 'date':
      return convertDate(field, text);
    case 'datetime':
      return convertDatetime(field, text);
    case 'time':
      return convertTime(field, text);
    case 'choices':
      return convertChoices(field, text);
    case 'id':
      return convertId(field, text);
    default:
      return convertText(field, text, truncate);
  }
}

const BOOLEANS = new Map([
  ['true', 'true'],
  ['false', 'false'],
  ['1', 'true'],
  ['0', 'false'],
]);

function convertBoolean(field: Field, text: string): Conversion<Cell> {
  const cell = BOOLEANS.get(text.toLowerCase());
  return cell === undefined ? wrongType(field, text) : {value: cell};
}

function convertId(field: Field, text: string): Conversion<Cell> {
  if (/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text)) return {value: text};
  return rejectConversion(
    'MALFORMED_ID',
    `${field.label}: id value of incorrect type: ${show(text)}`,
  );
}

function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
}

// Text takes anything as text, choices take a list of them; a list of one number is no number.
function takesStructure(field: Field, value: unknown): boolean {
  const kind = kindOf(field);
  return kind === 'text' || (kind === 'choices' && Array.isArray(value));
}
