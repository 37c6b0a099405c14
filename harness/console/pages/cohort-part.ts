import {html} from 'hono/html';
import type {Connection} from '../../generated/types.js';
import {cohortKeyMode, secretsFor, typeOf} from '../../systems/index.js';
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
    ? databaseStatus(context, stored)
    : isCalled
      ? keyStatus(context, stored)
      : '';
  return html`<section class="card"><h2>${t.cohort}</h2><p>${status} ${isCalled ? (cohort.api_url ?? '') : ''}</p>${problems}
${isDatabase ? ask(database) : isCalled ? ask(key) : notice('info', t.noLoginNeeded)}</section>`;
}

function keyStatus({t}: PageContext, {cohortKey}: SettingsView['stored']): Html {
  const mode = cohortKey === undefined ? undefined : cohortKeyMode(cohortKey);
  if (mode === undefined) return html`<span class="badge info">${t.notConnected}</span>`;
  return html`<span class="badge ${mode === 'live' ? 'bad' : 'good'}">${mode === 'live' ? t.liveKey : t.testKey}</span>`;
}

function databaseStatus({t}: PageContext, {database}: SettingsView['stored']): Html {
  return database
    ? html`<span class="badge good">${t.connected}</span>`
    : html`<span class="badge info">${t.notConnected}</span>`;
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
  const of = (way: string, select: string, chosen: string, body: Html) =>
    html`<div data-of="${select}" data-way="${way}"${way === chosen ? '' : html` hidden`}>${body}</div>`;
  const input = (name: string, label: string, {value, hint}: {value: string; hint: string}) =>
    html`<label>${label}<input name="${name}" value="${value}"><small>${hint}</small></label>`;
  const table = {value: channel?.table ?? '', hint: t.tableHint};
  const schema = {value: channel?.schema ?? '', hint: t.schemaHint};
  const dir = {value: (into === 'csv' && channel?.dir) || 'to-upload', hint: t.relativeHint};
  const events = {value: export_channel?.dir ?? 'cohort-events', hint: t.relativeHint};
  const files = {value: export_channel?.path ?? 'cohort-export', hint: t.relativeHint};
  return html`<fieldset><legend>${t.channel}</legend>${problems}
${choice('channel', {label: t.channelInto, chosen: into, options: ways})}
${of('postgresql', 'channel', into, html`${input('channel_table', t.table, table)}${input('channel_schema', t.schema, schema)}`)}
${of('csv', 'channel', into, input('channel_dir', t.uploadFolder, dir))}
${choice('export_channel', {label: t.channelOut, chosen: out, options: exits})}
${of('webhooks', 'export_channel', out, input('export_dir', t.eventsFolder, events))}
${of('csv', 'export_channel', out, input('export_path', t.exportedFiles, files))}</fieldset>`;
}

function choice(
  name: string,
  {
    label,
    chosen,
    options,
  }: {label: string; chosen: string; options: readonly (readonly [string, string])[]},
): Html {
  return html`<label>${label}<select name="${name}">${options.map(([value, text]) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`)}</select></label>`;
}
