import {USER_AGENT} from '@cohort-salesforce/spec/http';

/**
 * Tells administrators who is calling, in their event log files; `User-Agent` does so in the login history.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_calloptions.htm
 */
export const CALL_OPTIONS = {'sforce-call-options': `client=${USER_AGENT}`} as const;
