export type {SalesforceEmulatorOptions} from './options.js';
export {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from './start-salesforce-emulator.js';
