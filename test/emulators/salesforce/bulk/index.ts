export {convertText} from './convert-text.js';
export {ingestColumns} from './ingest-columns.js';
export {operations} from './ingest-job.js';
export {addIngestJobRoutes} from './ingest-job-routes.js';
export {addQueryJobRoutes} from './query-job-routes.js';
export {readCsv} from './read-csv.js';
export {
  errorText,
  type RowJob,
  type RowTarget,
  saveIngestRow,
  saveInput,
} from './save-ingest-row.js';
export {type SelectedRows, selectRows} from './select-rows.js';
export {quote, writeCsv} from './write-csv.js';
