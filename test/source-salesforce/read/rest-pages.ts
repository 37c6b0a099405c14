import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import type {RunOptions} from './read-run.js';

/** Reads by REST: a compound field cannot be read by bulk. */
export const rest: RunOptions = {fields: ['Email', 'MailingAddress'], byRest: true};
/** How many records {@link startPages} has to read. */
export const COUNT = 990;

/** An org whose records come in five pages. */
export const startPages = () => startSalesforceEmulator({contacts: 1000, queryPageSize: 200});

/** A fault that refuses a request with this code. */
export function refusal(errorCode: string, rule: object) {
  return {answer: {status: 400, body: [{errorCode, message: 'refused'}]}, ...rule};
}
