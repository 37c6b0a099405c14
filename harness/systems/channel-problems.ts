import type {Connection} from '../generated/types.js';
import {exportChannelOf, isWriteOnly, linksRecords, typeOf} from './channels.js';

/** What a connection wants of a channel that it cannot do, each with its path. */
export function channelProblems(connection: Connection): string[] {
  return [
    ...importProblems(connection),
    ...exportChannelProblems(connection),
    ...exportProblems(connection),
    ...linkProblems(connection),
  ];
}

function importProblems({cohort: {channel}, import: imported}: Connection): string[] {
  const type = typeOf(channel);
  const problems: string[] = [];
  if (type === 'postgresql' && channel?.url === undefined) {
    problems.push(
      'at /cohort/channel/url: found nothing, expected the address of the database: put cohort: {channel: {url: ...}} into the secrets file',
    );
  }
  if (type === 'csv' && channel?.dir === undefined) {
    problems.push(
      'at /cohort/channel/dir: found nothing, expected the folder for the files to upload; for files to read, set cohort.export_channel: {type: csv, path: FOLDER}',
    );
  }
  if (type !== 'webhooks') return problems;
  if (channel?.dir === undefined) {
    problems.push(
      'at /cohort/channel/dir: found nothing, expected the folder in which cohort-webhooks stores events',
    );
  }
  if (imported.enabled) {
    problems.push(
      'at /import/enabled: found true with the channel "webhooks", expected false: nothing gets into Cohort through webhooks; to import too, set cohort.channel to "postgresql" or "csv" and move {type: webhooks, dir} to cohort.export_channel',
    );
  }
  return problems;
}

// What the other type of channel would need is no problem of the schema's.
const NEEDED = {
  webhooks: {key: 'dir', what: 'the folder in which cohort-webhooks stores events'},
  csv: {key: 'path', what: 'the CSV export of users, a file or a folder'},
} as const;

function exportChannelProblems({cohort, import: imported}: Connection): string[] {
  const {channel, export_channel} = cohort;
  if (export_channel === undefined) return [];
  const problems: string[] = [];
  const {key, what} = NEEDED[export_channel.type];
  const at = '/cohort/export_channel';
  if (export_channel[key] === undefined) {
    problems.push(`at ${at}/${key}: found nothing, expected ${what}`);
  }
  for (const name of ['dir', 'path', 'columns'] as const) {
    const isTaken = name === key || (name === 'columns' && key === 'path');
    if (isTaken || export_channel[name] === undefined) continue;
    problems.push(
      `at ${at}/${name}: found it with the type "${export_channel.type}", expected ${key}`,
    );
  }
  const isBesideApi = typeOf(channel) === 'api' && imported.enabled;
  if (isBesideApi || typeOf(channel) === 'webhooks') {
    problems.push(
      `at ${at}: found it with the channel "${typeOf(channel)}", expected it only beside "postgresql" or "csv", or where import.enabled is false and cohort.channel is not set`,
    );
  }
  return problems;
}

function exportProblems(connection: Connection): string[] {
  const {cohort, import: imported, export: exported} = connection;
  const {type} = exportChannelOf(connection);
  const problems: string[] = [];
  if (type === 'api') {
    if (isWriteOnly(cohort.channel) && exported?.enabled) {
      problems.push(
        `at /export/enabled: found true with the channel "${typeOf(cohort.channel)}", expected false: users can only be read from Cohort through its API, its webhooks or its CSV export; disable export, add cohort.export_channel: {type: webhooks, dir: FOLDER} or {type: csv, path: FOLDER}, or use the channel "api"`,
      );
    }
    if (exported?.enabled && !imported.enabled) {
      problems.push(
        'at /export/enabled: found true while /import/enabled is false, expected false: users are exported only if they are also imported. Enable import or disable export',
      );
    }
    return problems;
  }
  if (exported?.where !== undefined) {
    problems.push(
      `at /export/where: found conditions with the channel "${type}", expected none: only the API tells who meets them`,
    );
  }
  for (const name of ['object', 'email_field'] as const) {
    if (imported[name] !== undefined) continue;
    problems.push(
      `at /import/${name}: found nothing, expected the ${name === 'object' ? 'object to which users are exported' : 'field that contains the email address'}, also without an import`,
    );
  }
  return problems;
}

function linkProblems(connection: Connection): string[] {
  if (linksRecords(connection)) return [];
  const {import: imported, limits, cohort} = connection;
  const {type: exportType} = exportChannelOf(connection);
  const type = typeOf(cohort.channel) === 'api' ? exportType : typeOf(cohort.channel);
  const problems: string[] = [];
  if (imported.refresh_formulas !== undefined) {
    problems.push(
      `at /import/refresh_formulas: found it with the channel "${type}", expected none: it needs linked records, which only the channel "api" has`,
    );
  }
  const {on_delete = 'ignore'} = imported;
  if (on_delete !== 'ignore') {
    problems.push(
      `at /import/on_delete: found "${on_delete}" with the channel "${type}", expected ignore: it needs linked records, which only the channel "api" has`,
    );
  }
  const maxChanges = limits?.max_changes;
  if (typeof maxChanges === 'string') {
    problems.push(
      `at /limits/max_changes: found "${maxChanges}", expected a number: with the channel "${type}" nobody is linked, and a share is one of the people who are`,
    );
  }
  return problems;
}
