import type {Context} from '@cohort-salesforce/spec';
import {type Cohort, createCohort} from '../cohort.js';
import type {CohortConfig} from '../cohort-config.js';

export interface RehearsalConfig {
  /** Where writes stay that are not passed on. */
  rehearsal_dir?: string;
}

/** Config -> a client that finds users also where Cohort has no lookup; with `rehearsal_dir`, one that writes nothing. */
export async function openCohort(
  config: CohortConfig & RehearsalConfig,
  context: Context,
): Promise<Cohort> {
  const cohort = await connect(config, context);
  if (config.rehearsal_dir === undefined) return cohort;
  const {rehearse} = await import('./rehearse.js');
  return rehearse(cohort, config.rehearsal_dir);
}

async function connect(config: CohortConfig, context: Context): Promise<Cohort> {
  const cohort = createCohort(config, context);
  if (cohort.settings.paths.user_lookup !== null) return cohort;
  const {withListing} = await import('../listing/with-listing.js');
  return withListing(cohort, context);
}
