export type {RateLimit} from './rate-limiter.js';
export {
  type CohortEmulator,
  type CohortEmulatorOptions,
  startCohortEmulator,
} from './start-cohort-emulator.js';
export type {WebhookOptions} from './webhooks/webhook-sender.js';
