export {BulkUsage} from './bulk-usage.js';
export {addIngestJobRoutes} from './ingest-job-routes.js';
export {addQueryJobRoutes} from './query-job-routes.js';
export {type ResultPagesForm, readResultPagesForm} from './result-pages-form.js';
