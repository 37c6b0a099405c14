export {addSoapRoutes} from './soap-routes.js';
