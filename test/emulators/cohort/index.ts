export {
  type CohortEmulator,
  type CohortEmulatorOptions,
  startCohortEmulator,
} from './start-cohort-emulator.js';
