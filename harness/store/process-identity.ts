export {
  identifyProcess,
  isAlive,
  machineIdentity,
  type ProcessIdentity,
} from '@cohort-salesforce/spec';
