export type {ApiOverrides, ApiPaths, ApiSettings} from './api-settings.js';
export {type Cohort, createCohort, type GroupKind, type Mode} from './cohort.js';
export type {CohortConfig} from './cohort-config.js';
export {type Refusal, refusalOf} from './cohort-error.js';
export type {
  User,
  UserEvent,
  UserGroup,
  UserProperty,
  UserPropertyType,
  UserReference,
  UserVerdict,
  Value,
} from './generated/types.js';
export {isEmail, normalizeEmail} from './normalize-email.js';
export {prepareUserText, type UserText} from './user-text.js';
export type {WrittenUsers} from './write-users.js';
