export {type ConnectedApp, createConnectedApp} from './connected-app.js';
export {allScopes, type GrantContext, logIn} from './grants.js';
export {identityOf} from './identity.js';
export {addOAuthRoutes} from './oauth-routes.js';
export type {Account} from './token-store.js';
