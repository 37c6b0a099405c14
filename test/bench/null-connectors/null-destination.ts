import {defineDestination, runDestination} from '@cohort-salesforce/spec';
import {type NullConfig, specification, validateConfig} from './specification.js';

/** A destination that costs nothing but the protocol: every record is as it was. */
await runDestination(
  defineDestination<NullConfig, NullConfig>({
    name: 'null-destination',
    specification,
    validateConfig,
    connect: async config => config,
    check: async () => 'It works.',
    discover: async () => [],
    open: async () => ({
      batch: {records: 1000, bytes: 10_000_000},
      inFlight: 2,
      write: async records => records.map(() => ({status: 'unchanged'})),
    }),
  }),
);
