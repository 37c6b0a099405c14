import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'csv-parse/sync';
import {CsvChannel} from '../../../destination-cohort/channels/csv/csv-channel.js';
import {openChannel} from '../../../destination-cohort/channels/open-channel.js';
import type {Config} from '../../../destination-cohort/generated/types.js';
import {recordingContext} from '../../fixtures/recording-context.js';
import {writeBatch} from '../../fixtures/write-batch.js';

export const mapping = {
  Email: 'email',
  First: 'firstName',
  Points: 'points',
  Note: 'constructor',
  At: 'at',
};
const properties = {
  Email: {type: 'string'},
  First: {type: 'string'},
  Points: {type: 'number'},
  Note: {type: 'string'},
  At: {type: 'string', format: 'date-time'},
};
export const configured = {
  stream: {name: 'people', json_schema: {properties}, supported_sync_modes: ['incremental']},
  sync_mode: 'incremental',
  cursor_field: ['At'],
  destination_sync_mode: 'append_dedup',
} as never;

/** A run of the channel: `write` writes one batch. */
export async function openStream(dir: string, more: Partial<Config> = {}) {
  const {context, logs} = recordingContext();
  const config = {channel: {type: 'csv', dir}, mapping, ...more} as Config & {
    channel: {type: 'csv'; dir: string};
  };
  const channel = new CsvChannel(config.channel, {config, context});
  const writer = await openChannel({channel, config, context}, configured);
  const write = (...records: Record<string, unknown>[]) =>
    writeBatch(
      writer,
      records.map((data, index) => ({data, line: index + 1})),
    );
  return {channel, write, logs};
}

export function filesIn(dir: string): string[] {
  return readdirSync(dir)
    .filter(name => name.endsWith('.csv'))
    .sort();
}

export function rowsOf(dir: string, name: string): Record<string, string>[] {
  return parse(readFileSync(join(dir, name)), {columns: true});
}
