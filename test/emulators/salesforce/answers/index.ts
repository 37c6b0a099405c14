export {ApiError, notFound} from './api-error.js';
