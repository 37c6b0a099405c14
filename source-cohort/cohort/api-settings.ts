/** The paths of Cohort's API that these connectors use; `{id}` stands for an id. */
export interface ApiPaths {
  users: string;
  /** Null: Cohort has no lookup, and users are found in the listing. */
  user_lookup: string | null;
  user_batch: string;
  user_jobs: string;
  user_properties: string;
  lists: string;
  list_members: string;
  segments: string;
  segment_members: string;
  user_events: string;
}

/** Everything about the API that is assumed and can be set otherwise in a config's `api` section. */
export interface ApiSettings {
  paths: ApiPaths;
  /** Users, members or events asked for in one call. */
  page_size: number;
  /** Emails looked up in one call. */
  lookup_size: number;
  /** How users are written: by a call that answers with the results, or by a job that is started and then polled. */
  write_form: 'batch' | 'job';
  /** The longest pause between two looks at a job. */
  job_poll_seconds: number;
  /** How long a job may take. */
  job_timeout_seconds: number;
  /** Users written in one call. */
  batch_size: number;
  /** Bytes of JSON written in one call, unless a single user has more. */
  batch_bytes: number;
  /** Sent with every call; `{api_key}` stands for the key, null takes a default header away. */
  headers: Record<string, string | null>;
  /** Calls under way at once, at most. */
  connections: number;
  timeout_seconds: number;
  /** How often a call that can succeed later is repeated. */
  retries: number;
}

export type ApiOverrides = Partial<Omit<ApiSettings, 'paths'>> & {paths?: Partial<ApiPaths>};

const DEFAULTS: ApiSettings = {
  paths: {
    users: '/v1/users',
    user_lookup: '/v1/users/lookup',
    user_batch: '/v1/users/batch',
    user_jobs: '/v1/users/jobs',
    user_properties: '/v1/user-properties',
    lists: '/v1/lists',
    list_members: '/v1/lists/{id}/members',
    segments: '/v1/segments',
    segment_members: '/v1/segments/{id}/members',
    user_events: '/v1/user-events',
  },
  page_size: 100,
  lookup_size: 100,
  write_form: 'batch',
  job_poll_seconds: 5,
  job_timeout_seconds: 600,
  batch_size: 100,
  batch_bytes: 1_000_000,
  headers: {Authorization: 'Bearer {api_key}'},
  connections: 32,
  timeout_seconds: 120,
  retries: 5,
};

/** The defaults with what the config says otherwise. */
export function toApiSettings(overrides: ApiOverrides = {}): ApiSettings {
  return {
    ...DEFAULTS,
    ...overrides,
    paths: {...DEFAULTS.paths, ...overrides.paths},
    headers: {...DEFAULTS.headers, ...overrides.headers},
  };
}
