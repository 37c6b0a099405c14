import type {Result} from '../result.js';
import {measureAlone, measureHarness} from '../run/direction.js';
import {Emulators} from '../run/emulators.js';

const IMPORT = {
  name: 'import',
  source: 'source-salesforce',
  destination: 'destination-cohort',
} as const;

/** Contacts that are all new to Cohort, then nothing new. */
export async function benchImport(contacts: number): Promise<Partial<Result>> {
  const emulators = await Emulators.start({contacts});
  const whole = await measureHarness('import', emulators);
  await emulators.reset();
  const {measurements, read} = await measureAlone(IMPORT, emulators);
  await emulators.stop();
  return {contacts, recordBytes: read.recordBytes, import: [...whole, ...measurements]};
}
