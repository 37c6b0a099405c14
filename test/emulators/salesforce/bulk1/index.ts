export {addAsyncRoutes} from './async-routes.js';
