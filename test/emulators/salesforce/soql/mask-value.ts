import type {FieldDescribe} from '../objects/index.js';
import type {Reader, Value} from '../org/index.js';

/** Reads what a user without "View Encrypted Data" gets of an encrypted text field. */
export function maskedReader(field: FieldDescribe, read: Reader): Reader {
  return position => maskValue(field, read(position));
}

function maskValue({mask, maskType}: FieldDescribe, value: Value): Value {
  if (value === null) return null;
  const text = [...String(value)];
  const shown = Math.min(shownCharacters[maskType ?? ''] ?? 0, text.length);
  const character = mask === 'X' ? 'X' : '*';
  const hidden = text.slice(0, text.length - shown).map(found => hide(found, character));
  return [...hidden, ...text.slice(text.length - shown)].join('');
}

// Blanks and hyphens between the groups of a number stay.
function hide(found: string, character: string): string {
  return found === ' ' || found === '-' ? found : character;
}

/** How many characters at the end are not masked; none of the types `all` and `nino`. */
const shownCharacters: Record<string, number> = {lastFour: 4, creditCard: 4, ssn: 4, sin: 3};
