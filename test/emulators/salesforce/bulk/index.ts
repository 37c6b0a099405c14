export {BulkUsage} from './bulk-usage.js';
export {addQueryJobRoutes} from './query-job-routes.js';
