import {isEmail} from '@cohort-salesforce/source-cohort/cohort';
import {toEmailKey} from '@cohort-salesforce/spec';
import {prepareValue} from '../users/prepare-value.js';
import {toUserText} from './canonical-texts.js';
import type {LinkedField} from './linked-field.js';
import {toStoredText} from './to-stored-text.js';

/** One property's value on both sides. */
export interface BothValues {
  /** As the record has it. */
  value: unknown;
  /** Both in canonical form; null: empty. */
  recordText: string | null;
  userText: string | null;
  /** Whether the baseline knows nothing of the property. */
  isFirstContact: boolean;
}

/**
 * Whether both sides have one value, up to what either rounds, cuts or trims: what Salesforce would keep of
 * Cohort's value is the record's, or what Cohort would keep of the record's value is Cohort's.
 */
export function isSameValue(field: LinkedField, both: BothValues): boolean {
  const {value, recordText, userText, isFirstContact} = both;
  if (recordText === userText && !field.values) return true;
  if (recordText === null || userText === null) return recordText === userText;
  const source = field.values?.toSource(userText, field.type) ?? userText;
  if (isStoredForm(field, source, recordText)) return true;
  // Once both sides are known, another spelling in Salesforce is an edit.
  if (isFirstContact && isSameChoice(field, source, recordText)) return true;
  const converted = prepareValue(field, value);
  if ('rejection' in converted) return false;
  const written = toUserText(field, converted.value);
  return written === userText || written?.trim() === userText;
}

function isStoredForm(field: LinkedField, userText: string, recordText: string): boolean {
  const spelling = SPELLINGS[field.limits.salesforceType ?? ''];
  const stored = toStoredText(field, userText);
  if (spelling) return spelling(stored) === spelling(recordText);
  return stored === recordText || (isEmail(recordText) && isSameAddress(stored, recordText));
}

const isSameAddress = (a: string, b: string): boolean => toEmailKey(a) === toEmailKey(b);

// What is one value to Salesforce, by the field's type: it keeps addresses in lower case, choices in the picklist's
// order, and times with milliseconds. Any other text is another value in another case or order.
const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  email: toEmailKey,
  multipicklist: asSet,
  time: asTime,
};

// The export writes a choice as the picklist spells it.
function isSameChoice({limits, rules}: LinkedField, userText: string, recordText: string) {
  const isChoice = limits.salesforceType?.endsWith('picklist') && rules.flow === 'both';
  return isChoice && asSet(userText.toLowerCase()) === asSet(recordText.toLowerCase());
}

function asSet(choices: string): string {
  const known = choices.split(';').map(choice => choice.trim());
  return [...new Set(known.filter(Boolean))].sort().join(';');
}

const TIME = /^(\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?$/i;

function asTime(text: string): string {
  const [match, minutes, seconds = '00', fraction = ''] = TIME.exec(text.trim()) ?? [];
  return match === undefined
    ? text
    : `${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}`;
}
