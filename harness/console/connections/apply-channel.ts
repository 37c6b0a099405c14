import {configError} from '@cohort-salesforce/spec';
import type {Document} from 'yaml';
import type {Connection} from '../../generated/types.js';
import {typeOf} from '../../systems/index.js';
import {setEntries} from './edit-connection.js';

type Cohort = Connection['cohort'];

/** Puts the ways into and out of Cohort into the connection file; what a way has besides stays with it. */
export function applyChannel(document: Document, form: FormData): void {
  const {cohort = {}} = document.toJS() as {cohort?: Cohort};
  const text = (name: string) => String(form.get(name) ?? '').trim();
  if (form.has('channel'))
    setEntries(document, ['cohort', 'channel'], toChannel(text, cohort.channel));
  if (form.has('export_channel'))
    setEntries(
      document,
      ['cohort', 'export_channel'],
      toExportChannel(text, cohort.export_channel),
    );
}

function toChannel(
  text: (name: string) => string,
  before: Cohort['channel'],
): Record<string, unknown> {
  const type = text('channel');
  const known = typeOf(before) === type ? {...before} : {};
  if (type === 'postgresql') {
    const entries = {table: text('channel_table'), schema: text('channel_schema')};
    return {...known, type, ...withoutEmpty(known, entries)};
  }
  if (type === 'csv') return {...known, type, dir: text('channel_dir') || 'to-upload'};
  // The API is what a connection without a channel uses.
  if (type === 'api' || type === typeOf(before)) return known;
  throw configError(`at /cohort/channel: found "${type}", expected api, postgresql or csv`);
}

function toExportChannel(
  text: (name: string) => string,
  before: Cohort['export_channel'],
): Record<string, unknown> {
  const type = text('export_channel');
  const known = before?.type === type ? {...before} : {};
  if (type === 'webhooks') return {...known, type, dir: text('export_dir') || 'cohort-events'};
  if (type === 'csv') return {...known, type, path: text('export_path') || 'cohort-export'};
  return {};
}

/** An emptied entry is removed. */
function withoutEmpty(known: Record<string, unknown>, entries: Record<string, string>) {
  for (const [name, value] of Object.entries(entries)) if (value === '') delete known[name];
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== ''));
}
