import type {WrittenField} from '@cohort-salesforce/source-cohort/cohort';
import type {LinkSettings} from './link-settings.js';

/** The property that holds the record's Id, as one more field to write; none when it is off. */
export function recordIdField({recordIdProperty}: LinkSettings): WrittenField[] {
  return recordIdProperty === undefined ? [] : [{target: recordIdProperty, isCore: false}];
}
