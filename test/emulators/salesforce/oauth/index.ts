export {type ConnectedApp, createConnectedApp} from './connected-app.js';
export {allScopes, type GrantContext} from './grants.js';
export {OAuthError} from './oauth-error.js';
export {addOAuthRoutes} from './oauth-routes.js';
export {type Account, TokenStore} from './token-store.js';
