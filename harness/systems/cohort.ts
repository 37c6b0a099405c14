import type {PlannedChange} from '@cohort-salesforce/spec';
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
  return isWriteOnly(channel) || typeOf(channel) === 'webhooks' ? [] : ['api_key'];
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
export function channelProblems(connection: Connection): string[] {
  const {cohort, export: exported} = connection;
  const {channel, export_channel} = cohort;
  const type = typeOf(channel);
  const problems: string[] = [];
  if (type === 'postgresql' && channel?.url === undefined) {
    problems.push(
      'at /cohort/channel/url: found nothing, wanted the address of the database: put cohort: {channel: {url: ...}} into the secrets file',
    );
  }
  if (type === 'csv' && channel?.dir === undefined) {
    problems.push(
      'at /cohort/channel/dir: found nothing, wanted the folder for the files to upload',
    );
  }
  if (type === 'webhooks') problems.push(...webhookProblems(connection));
  if (connection.import.refresh_formulas !== undefined && !linksRecords(connection)) {
    problems.push(
      `at /import/refresh_formulas: found it with the channel "${type}", wanted none: it needs linked records, which only the channel "api" has`,
    );
  }
  const maxChanges = connection.limits?.max_changes;
  if (typeof maxChanges === 'string' && !linksRecords(connection)) {
    problems.push(
      `at /limits/max_changes: found "${maxChanges}", wanted a number: with the channel "${type}" nobody is linked, and a share is one of the people who are`,
    );
  }
  if (isWriteOnly(channel) && exported?.enabled && export_channel === undefined) {
    problems.push(
      `at /export/enabled: found true with the channel "${type}", wanted false: users can only be read from Cohort through its API or its webhooks; disable export, add cohort.export_channel: {type: webhooks, dir: FOLDER}, or use the channel "api"`,
    );
  }
  if (export_channel !== undefined && !isWriteOnly(channel)) {
    problems.push(
      `at /cohort/export_channel: found it with the channel "${type}", wanted it only beside "postgresql" or "csv"; to export alone, set cohort.channel: {type: webhooks, dir: FOLDER}`,
    );
  }
  return problems;
}

function webhookProblems({cohort, import: imported}: Connection): string[] {
  const problems: string[] = [];
  if (cohort.channel?.dir === undefined) {
    problems.push(
      'at /cohort/channel/dir: found nothing, wanted the folder in which cohort-webhooks stores events',
    );
  }
  if (imported.enabled) {
    problems.push(
      'at /import/enabled: found true with the channel "webhooks", wanted false: nothing gets into Cohort through webhooks; to import too, set cohort.channel to "postgresql" or "csv" and move {type: webhooks, dir} to cohort.export_channel',
    );
  }
  for (const name of ['object', 'email_field'] as const) {
    if (imported[name] !== undefined) continue;
    problems.push(
      `at /import/${name}: found nothing, wanted the ${name === 'object' ? 'object to which users are exported' : 'field that contains the email address'}, also without an import`,
    );
  }
  return problems;
}

/** The folder with the events from which users are exported; undefined where they are read from the API. */
export function webhookFolder({cohort}: Connection): string | undefined {
  const {channel, export_channel} = cohort;
  return typeOf(channel) === 'webhooks' ? channel?.dir : export_channel?.dir;
}

/** Whether records are linked to users, for which Cohort must be asked who is there. */
export function linksRecords({cohort}: Connection): boolean {
  return !isWriteOnly(cohort.channel) && typeOf(cohort.channel) !== 'webhooks';
}

/** Whether users go to Cohort through a table or files, from which nothing of Cohort can be read. */
export function isWriteOnly(channel: unknown): boolean {
  const type = typeOf(channel);
  return type === 'postgresql' || type === 'csv';
}

function typeOf(channel: unknown): unknown {
  return (channel as {type?: unknown} | undefined)?.type ?? 'api';
}

/** The host of a database's address, without the user and the password, which may change. */
export function hostOf(url = ''): string {
  return url.replace(/^[^/]*\/\/([^/?]*@)?/, '').replace(/\?.*$/, '');
}

/** Whether Cohort says that the key is none of its own. */
export function isCohortKeyRefused(message: string): boolean {
  return /does not accept the API key/.test(message);
}

// As destination-cohort numbers the users that a rehearsal creates.
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
