export {type FieldPermissions, permittedTypes} from './permitted-types.js';
export type {Session} from './session.js';
