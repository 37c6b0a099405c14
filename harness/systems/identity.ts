import type {Connection} from '../generated/types.js';
import type {ExportChannel} from './channels.js';
import {cohortKeyMode, hostOf} from './cohort.js';

/** What tells one org and one Cohort account from others; a renewed key of the same is the same. */
export function identityOf({salesforce, cohort}: Connection): unknown[] {
  const {login_url, is_sandbox = false, client_id} = salesforce;
  const mode = cohortKeyMode(cohort.api_key ?? '');
  const identity = [login_url, is_sandbox, client_id, cohort.api_url, mode];
  const {channel} = cohort;
  // A new table knows nothing of what another has been given.
  if (channel?.type === 'csv') return [...identity, channel.dir];
  return channel?.type === 'postgresql'
    ? [...identity, channel.schema, channel.table, hostOf(channel.url)]
    : identity;
}

/** Where a channel's users are; as the only thing that a state kept so far knows of webhooks. */
export function placeOf(channel: ExportChannel): string[] {
  if (channel.type === 'api') return [];
  return [channel.type === 'csv' ? channel.path : channel.dir];
}
