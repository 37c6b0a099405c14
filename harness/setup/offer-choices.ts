import type {Choice} from '../connect/prompter.js';
import type {Offer} from './offers.js';

/** `Loyalty Tier (Loyalty_Tier__c) text`. */
export function toChoice({name, label, type}: Offer): Choice {
  const what = label === name ? name : `${label} (${name})`;
  return {value: name, label: `${what}, ${TYPES.get(type) ?? type}`};
}

// As both systems' pages call them.
const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['boolean', 'yes or no'],
  ['integer', 'number'],
  ['date-time', 'date and time'],
]);
