export type {ApiOverrides, ApiPaths, ApiSettings} from './api-settings.js';
export {type Cohort, createCohort, type GroupKind, type Mode} from './cohort.js';
export type {CohortConfig} from './cohort-config.js';
export {COHORT_REFUSALS, type Refusal, refusalOf} from './cohort-error.js';
export {type DryRunConfig, openCohort} from './dry-run/open-cohort.js';
export type {
  User,
  UserEvent,
  UserGroup,
  UserProperty,
  UserPropertyType,
  UserReference,
  UserResult,
  Value,
} from './generated/types.js';
export {isEmail} from './is-email.js';
export type {FoundUsers, UserKeys} from './look-up-users.js';
export type {ServerTimes} from './server-times.js';
export {prepareUserText, type UserIdentity, type UserText, type WrittenField} from './user-text.js';
export type {WrittenUsers} from './write-users.js';
