import {html} from 'hono/html';
import type {Connection} from '../../generated/types.js';
import {cohortKeyMode, secretsFor, typeOf} from '../../systems/index.js';
import {connectedBadge, optionPart, select, textInput} from './controls.js';
import {addressOf, form, type Html, notice, type PageContext} from './layout.js';
import type {SettingsView} from './settings-view.js';

/** The secret that the connection's channel needs, tested before it is stored. */
export function cohortLogin(
  context: PageContext,
  name: string,
  {connection, stored}: SettingsView,
  problems: readonly Html[],
): Html {
  const {t} = context;
  const {cohort} = connection;
  const isDatabase = typeOf(cohort.channel) === 'postgresql';
  const isCalled = secretsFor('cohort', {...cohort}).length > 0;
  const key = html`<label>${t.apiKey}<input type="password" name="api_key" autocomplete="off" required><small>${t.apiKeyHint}</small></label><button>${t.storeKey}</button>`;
  const database = html`<label>${t.databaseUrl}<input type="password" name="database" autocomplete="off" required><small>${t.databaseUrlHint}</small></label><button>${t.storeKey}</button>`;
  const ask = (body: Html) => form(context, {action: addressOf(name, 'key'), body});
  const status = isDatabase
    ? connectedBadge(t, stored.database)
    : isCalled
      ? keyStatus(context, stored)
      : '';
  return html`<section class="card"><h2>${t.cohort}</h2><p>${status} ${isCalled ? (cohort.api_url ?? '') : ''}</p>${problems}
${isDatabase ? ask(database) : isCalled ? ask(key) : notice('info', t.noLoginNeeded)}</section>`;
}

function keyStatus({t}: PageContext, {cohortKey}: SettingsView['stored']): Html {
  const mode = cohortKey === undefined ? undefined : cohortKeyMode(cohortKey);
  if (mode === undefined) return connectedBadge(t, false);
  return html`<span class="badge ${mode === 'live' ? 'bad' : 'good'}">${mode === 'live' ? t.liveKey : t.testKey}</span>`;
}

/** How users get into Cohort and out of it; of each way only its own settings are shown. */
export function channelPart(
  {t}: PageContext,
  {cohort}: Connection,
  problems: readonly Html[],
): Html {
  const {channel, export_channel} = cohort;
  const into = String(typeOf(channel));
  const out = export_channel?.type ?? '';
  const ways = [
    ['api', t.channelApi],
    ['postgresql', t.channelPostgresql],
    ['csv', t.channelCsv],
    // Only where the file has it: users are then exported and not imported.
    ...(into === 'webhooks' ? [['webhooks', t.channelWebhooks] as const] : []),
  ] as const;
  const exits = [
    ['', t.exportAsImported],
    ['webhooks', t.channelWebhooks],
    ['csv', t.channelCsvExport],
  ] as const;
  const dir = (into === 'csv' && channel?.dir) || 'to-upload';
  const hint = t.relativeHint;
  const table = html`${textInput('channel_table', {label: t.table, value: channel?.table ?? '', hint: t.tableHint})}${textInput('channel_schema', {label: t.schema, value: channel?.schema ?? '', hint: t.schemaHint})}`;
  const uploads = textInput('channel_dir', {label: t.uploadFolder, value: dir, hint});
  const events = textInput('export_dir', {
    label: t.eventsFolder,
    value: export_channel?.dir ?? 'cohort-events',
    hint,
  });
  const files = textInput('export_path', {
    label: t.exportedFiles,
    value: export_channel?.path ?? 'cohort-export',
    hint,
  });
  return html`<fieldset><legend>${t.channel}</legend>${problems}
${select('channel', {label: t.channelInto, chosen: into, options: ways})}
${optionPart({name: 'channel', option: 'postgresql'}, into, table)}
${optionPart({name: 'channel', option: 'csv'}, into, uploads)}
${select('export_channel', {label: t.channelOut, chosen: out, options: exits})}
${optionPart({name: 'export_channel', option: 'webhooks'}, out, events)}
${optionPart({name: 'export_channel', option: 'csv'}, out, files)}</fieldset>`;
}
