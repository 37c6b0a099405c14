import {ConnectorError} from '@cohort-salesforce/spec';

// Temporary problems of the whole org, independent of the record.
// https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
const ORG_WIDE = new Set([
  'API_CURRENTLY_DISABLED',
  'API_DISABLED_FOR_ORG',
  'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE',
  'LICENSE_LIMIT_EXCEEDED',
  'LIMIT_EXCEEDED',
  'ORG_LOCKED',
  'QUOTA_EXCEEDED',
  'REQUEST_LIMIT_EXCEEDED',
  'STORAGE_LIMIT_EXCEEDED',
  'TOTAL_REQUESTS_LIMIT_EXCEEDED',
  'TRIAL_EXPIRED',
]);

// A trigger that writes meets it as well; the row's own code is the trigger's then.
const IN_MESSAGES =
  /\b(?:INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE|STORAGE_LIMIT_EXCEEDED|ORG_LOCKED)\b/;

/** Whether a row's error says nothing about the row: maintenance, full storage, limits, a locked org. */
export function isOrgWide({code, message}: {code: string; message: string}): boolean {
  return ORG_WIDE.has(code) || IN_MESSAGES.test(message);
}

/** Ends the run with nobody rejected and the state kept. */
export function orgWideError({code, message}: {code: string; message: string}): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Salesforce takes no writes at the moment (${code}: ${message}). Nobody was rejected and the state is kept: run again later.`,
    // The answer came: nobody has to look whether it was done.
    facts: {errorCode: code, status: 200},
  });
}
