import type {Cohort} from './cohort/index.js';

/** Proves that users and properties can be read; says aloud whose data the key opens. */
export async function checkCohort(cohort: Cohort): Promise<string> {
  const properties = await cohort.readUserProperties();
  await cohort.probeUsers();
  return `Connected to Cohort ${cohort.modeInWords}: users and ${properties.length} user properties can be read.`;
}
