import type {Result} from '../result.js';
import {measureAlone, measureHarness} from '../run/direction.js';
import {Emulators} from '../run/emulators.js';

const EXPORT = {
  name: 'export',
  source: 'source-cohort',
  destination: 'destination-salesforce',
} as const;

/** Users who are all new to Salesforce, then nothing new. */
export async function benchExport(users: number): Promise<Partial<Result>> {
  const emulators = await Emulators.start({users});
  const whole = await measureHarness('export', emulators);
  await emulators.reset();
  const {measurements} = await measureAlone(EXPORT, emulators);
  await emulators.stop();
  return {export: [...whole, ...measurements]};
}
