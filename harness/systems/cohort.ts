import type {Connection} from '../generated/types.js';

/** Whose users an API key opens. */
export interface Merchant {
  apiUrl: string;
  apiKey: string;
  /** test or live, as the key begins. */
  mode: string;
}

/** The secrets that Cohort needs, by the channel. */
export function cohortSecrets(channel: unknown): readonly string[] {
  return isWriteOnly(channel) ? [] : ['api_key'];
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

/** What a connection wants of a channel that it cannot do, each with its path. */
export function channelProblems({cohort, export: exported}: Connection): string[] {
  const {channel} = cohort;
  if (!isWriteOnly(channel)) return [];
  return [
    ...(channel?.type === 'postgresql' && channel.url === undefined
      ? [
          'at /cohort/channel/url: found nothing, wanted the address of the database: put cohort: {channel: {url: ...}} into the secrets file',
        ]
      : []),
    ...(channel?.type === 'csv' && channel.dir === undefined
      ? ['at /cohort/channel/dir: found nothing, wanted the folder for the files to upload']
      : []),
    ...(exported?.enabled
      ? [
          `at /export/enabled: found true with the channel "${channel?.type}", wanted false: users can only be read from Cohort through its API; disable export or use the channel "api"`,
        ]
      : []),
  ];
}

/** Whether records are linked to users, for which Cohort must be asked who is there. */
export function linksRecords({cohort}: Connection): boolean {
  return !isWriteOnly(cohort.channel);
}

/** Whether users go to Cohort through a table or files, from which nothing of Cohort can be read. */
export function isWriteOnly(channel: unknown): boolean {
  const type = (channel as {type?: unknown} | undefined)?.type;
  return type === 'postgresql' || type === 'csv';
}

/** The host of a database's address, without the user and the password, which may change. */
export function hostOf(url = ''): string {
  return url.replace(/^[^/]*\/\/([^/?]*@)?/, '').replace(/\?.*$/, '');
}

/** Whether Cohort says that the key is none of its own. */
export function isCohortKeyRefused(message: string): boolean {
  return /does not accept the API key/.test(message);
}
