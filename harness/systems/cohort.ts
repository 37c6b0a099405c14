import type {PlannedChange} from '@cohort-salesforce/spec';
import type {Connection} from '../generated/types.js';
import {typeOf} from './channels.js';

/** Whose users an API key opens. */
export interface Merchant {
  apiUrl: string;
  apiKey: string;
  /** test or live, as the key begins. */
  mode: string;
}

/** The secrets that Cohort needs, by the channels. */
export function cohortSecrets({
  channel,
  export_channel,
}: Readonly<Record<string, unknown>>): readonly string[] {
  const isCalled = typeOf(channel) === 'api' && export_channel === undefined;
  return isCalled ? ['api_key'] : [];
}

/** What a Cohort API key reaches, by how it begins; undefined when it is none. */
export function cohortKeyMode(key: string): 'test' | 'live' | undefined {
  const mode = /^(test|live)_./.exec(key)?.[1];
  return mode === 'test' || mode === 'live' ? mode : undefined;
}

/** Whose users the connection's key opens. */
export function merchantOf({cohort}: Connection): Merchant {
  const {api_url: apiUrl = '', api_key: apiKey = ''} = cohort;
  return {apiUrl, apiKey, mode: cohortKeyMode(apiKey) ?? 'unknown'};
}

/** The host of a database's address, without the user and the password, which may change. */
export function hostOf(url = ''): string {
  return url.replace(/^[^/]*\/\/([^/?]*@)?/, '').replace(/\?.*$/, '');
}

/** Whether Cohort says that the key is none of its own. */
export function isCohortKeyRefused(message: string): boolean {
  return /does not accept the API key/.test(message);
}

// As destination-cohort numbers the users that a dry run creates.
const PLANNED_ID = /^00000000-0000-4000-8000-[0-9a-f]{12}$/;

/** A planned change without the ids that Cohort has yet to give out. */
export function withoutPlannedIds({userId, fields, ...change}: PlannedChange): PlannedChange {
  return {
    ...change,
    ...(userId !== undefined && !PLANNED_ID.test(userId) && {userId}),
    fields: fields.map(field =>
      PLANNED_ID.test(String(field.to)) ? {...field, to: '(the id that Cohort gives out)'} : field,
    ),
  };
}
