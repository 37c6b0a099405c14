export {addScenarioRoutes} from './add-scenario-routes.js';
export {conditionActions} from './switch-conditions.js';
