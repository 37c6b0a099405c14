import type {Choice} from '../connect/prompter.js';
import type {Offer} from './offers.js';

/** Types, as the pages of both systems call them. */
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'yes or no',
  integer: 'number',
  'date-time': 'date and time',
};

/** `Loyalty Tier (Loyalty_Tier__c) text`. */
export function toChoice({name, label, type}: Offer): Choice {
  const what = label === name ? name : `${label} (${name})`;
  return {value: name, label: `${what}, ${TYPE_NAMES[type] ?? type}`};
}
