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
}

/**
 * Whether both sides have one value, up to what either rounds, cuts or trims: what Salesforce would keep of
 * Cohort's value is the record's, or what Cohort would keep of the record's value is Cohort's.
 */
export function isSameValue(field: LinkedField, both: BothValues): boolean {
  const {value, recordText, userText} = both;
  if (recordText === userText && !field.values) return true;
  if (recordText === null || userText === null) return recordText === userText;
  const source = field.values?.toSource(userText, field.type) ?? userText;
  if (isStoredForm(field, source, recordText)) return true;
  const converted = prepareValue(field, value);
  if ('rejection' in converted) return false;
  const written = toUserText(field, converted.value);
  return written === userText || written?.trim() === userText;
}

function isStoredForm(field: LinkedField, userText: string, recordText: string): boolean {
  const stored = toStoredText(field, userText);
  if (stored === recordText) return true;
  // Salesforce keeps addresses in lower case, and the choices of a multipicklist in its own order.
  if (recordText.includes('@')) return stored.toLowerCase() === recordText.toLowerCase();
  return recordText.includes(';') && asSet(stored) === asSet(recordText);
}

function asSet(choices: string): string {
  const trimmed = choices.split(';').map(choice => choice.trim());
  return trimmed.filter(Boolean).sort().join(';');
}
