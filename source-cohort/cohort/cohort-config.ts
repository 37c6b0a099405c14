import type {ApiOverrides} from './api-settings.js';

/** What the configs of both Cohort connectors have in common. */
export interface CohortConfig {
  api_key: string;
  /** Without a path; `https://api.getcohort.com` by the specification's default. */
  api_url?: string;
  api?: ApiOverrides;
  /** Where jobs that write users are remembered until they have ended. */
  state_dir?: string;
}
