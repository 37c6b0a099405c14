export {assertWithinApiBudget} from './assert-within-api-budget.js';
export {CsvFile} from './bulk/csv-file.js';
export {
  abortIngestJob,
  awaitIngestJob,
  createIngestJob,
  type IngestJob,
  isOver,
  listIngestJobs,
  type ResultFile,
  readIngestJob,
  startIngestJob,
  uploadIngestFile,
} from './bulk/ingest-job.js';
export {brokenAnswer, isBrokenAnswer, MAX_READS} from './bulk/invalid-response.js';
export {MAX_JOB_MS, pollJob} from './bulk/poll-job.js';
export {queryInBulk} from './bulk/query-in-bulk.js';
export {
  abortQueryJob,
  createQueryJob,
  isQueryOver,
  type QueryJob,
  QueryJobFailed,
  readQueryJob,
  waitForQueryJob,
} from './bulk/query-job.js';
export {openResultPage, type ResultPage} from './bulk/result-page.js';
export {connectSalesforce} from './connect-salesforce.js';
export {
  type CellWriter,
  writeBoolean,
  writeDecimal,
  writeNumber,
  writeText,
} from './csv/cell-writers.js';
export type {CsvCompound} from './csv/compound-writer.js';
export {type CsvColumn, CsvToJson} from './csv/csv-to-json.js';
export {readCsv} from './csv/read-csv.js';
export {parseLimitInfo} from './limit-info.js';
export {type Identity, toLongId} from './login/identity.js';
export type {SalesforceLogin} from './login/salesforce-login.js';
export {describeWithParents, isParentField, likelyParents, parentsOf} from './parent-fields.js';
export {isObject, isObjects} from './parse-answer.js';
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
