export {ApiError, methodNotAllowed, notFound} from './api-error.js';
