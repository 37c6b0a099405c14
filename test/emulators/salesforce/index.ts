export type {SalesforceEmulatorOptions, UserOption} from './options.js';
export {
  type SalesforceCredentials,
  type SalesforceEmulator,
  startSalesforceEmulator,
} from './start-salesforce-emulator.js';
