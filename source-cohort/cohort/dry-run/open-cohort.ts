import type {Context} from '@cohort-salesforce/spec';
import {type Cohort, createCohort} from '../cohort.js';
import type {CohortConfig} from '../cohort-config.js';

export interface DryRunConfig {
  /** Where writes stay that are not passed on. */
  dry_run_dir?: string;
}

/** Config -> a client that finds users also where Cohort has no lookup; with `dry_run_dir`, one that writes nothing. */
export async function openCohort(
  config: CohortConfig & DryRunConfig,
  context: Context,
): Promise<Cohort> {
  const cohort = await connect(config, context);
  if (config.dry_run_dir === undefined) return cohort;
  const {withDryRun} = await import('./with-dry-run.js');
  return withDryRun(cohort, config.dry_run_dir);
}

async function connect(config: CohortConfig, context: Context): Promise<Cohort> {
  const cohort = createCohort(config, context);
  if (cohort.settings.paths.user_lookup !== null) return cohort;
  const {withListing} = await import('../listing/with-listing.js');
  return withListing(cohort, context);
}
