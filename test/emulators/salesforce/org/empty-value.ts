import type {FieldDescribe} from '../objects/index.js';
import type {Value} from './value.js';

/** What a field holds that nobody filled in. */
export function emptyValue(field: FieldDescribe | undefined): Value {
  if (field?.type === 'boolean') return false;
  // Counts that Salesforce keeps up to date by itself are 0 as long as there is nothing to count.
  const isNumber = field && ['int', 'long', 'double', 'currency', 'percent'].includes(field.type);
  return isNumber && !field.nillable && !field.createable ? 0 : null;
}
