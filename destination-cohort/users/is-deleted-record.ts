import {ownValue} from '@cohort-salesforce/spec';

/** Whether a record comes from the recycle bin: a runner that selects every field sends those too. */
export function isDeletedRecord(data: Record<string, unknown>, field: string): boolean {
  const value = ownValue(data, field);
  return value === true || String(value).toLowerCase() === 'true';
}
