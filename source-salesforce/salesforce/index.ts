export {connectSalesforce} from './connect-salesforce.js';
export {keepToBudget} from './keep-to-budget.js';
export {parseLimitInfo} from './limit-info.js';
export {type Identity, toLongId} from './login/identity.js';
export type {SalesforceLogin} from './login/salesforce-login.js';
export {isObject, isObjects} from './parse-answer.js';
export {MAX_JOB_MS, pollJob} from './poll-job.js';
export {
  abortQueryJob,
  createQueryJob,
  isQueryOver,
  type QueryJob,
  QueryJobFailed,
  readQueryJob,
  waitForQueryJob,
} from './query-job.js';
export {openResultPage, type ResultPage} from './result-page.js';
export type {
  ApiRequest,
  Collections,
  OrganizationLimits,
  QueryOptions,
  QueryPage,
  Salesforce,
  SaveOptions,
  SaveResult,
  SObjectRecord,
} from './salesforce.js';
export {errorCodeOf, SALESFORCE_REFUSALS} from './salesforce-error.js';
export {seesEncryptedData} from './sees-encrypted-data.js';
export type {FieldDescribe, SObjectDescribe, SObjectSummary} from './sobject-describe.js';
export {buildSelect, quoteSoql, type Select} from './soql.js';
