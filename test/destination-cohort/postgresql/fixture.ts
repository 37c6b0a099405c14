import type {
  ConfiguredAirbyteStream,
  InputRecord,
  JsonSchema,
  RecordResult,
} from '@cohort-salesforce/spec';
import {destination} from '../../../destination-cohort/destination.js';
import type {Config} from '../../../destination-cohort/generated/types.js';
import {recordingContext} from '../../fixtures/recording-context.js';
import {writeBatch} from '../../fixtures/write-batch.js';
import type {TestDatabase} from '../../postgresql-server/database-for-tests.js';

type Properties = Record<string, JsonSchema>;

export const FIELDS: Properties = {
  Id: {type: ['string', 'null']},
  Email: {type: ['string', 'null']},
  FirstName: {type: ['string', 'null']},
  Points: {type: ['number', 'null']},
  Vip: {type: ['boolean', 'null']},
  Since: {type: ['string', 'null'], format: 'date'},
  SystemModstamp: {type: ['string', 'null'], format: 'date-time'},
};

export const MAPPING = {
  Email: 'email',
  FirstName: 'firstName',
  Points: 'points',
  Vip: 'vip',
  Since: 'since',
};

export function streamOf(properties: Properties = FIELDS): ConfiguredAirbyteStream {
  return {
    stream: {
      name: 'Contact',
      json_schema: {type: 'object', properties},
      supported_sync_modes: ['incremental'],
      source_defined_primary_key: [['Id']],
    },
    sync_mode: 'incremental',
    destination_sync_mode: 'append_dedup',
    cursor_field: ['SystemModstamp'],
    primary_key: [['Id']],
  };
}

export function configFor(url: string, more: object = {}): Config {
  const {channel = {}, ...others} = more as {channel?: object};
  return {
    channel: {type: 'postgresql', url, ...channel},
    mapping: MAPPING,
    ...others,
  } as unknown as Config;
}

let tables = 0;

/** A table that no test has used, its config and its rows. */
export function freshTable(database: TestDatabase, more: object = {}, channel: object = {}) {
  tables += 1;
  const table = `users_${tables}`;
  const config = configFor(database.url, {...more, channel: {table, ...channel}});
  const rows = (columns = '*') =>
    database.sql(`SELECT ${columns} FROM ${table} ORDER BY email_key`);
  return {table, config, rows};
}

/** Writes records as one run of the connector would, in batches. */
export async function write(
  config: Config,
  batches: readonly object[][],
  stream = streamOf(),
): Promise<RecordResult[]> {
  const {context} = recordingContext();
  const session = await destination.connect(config, context);
  try {
    const writer = await destination.open(session, stream);
    const results: RecordResult[] = [];
    for (const batch of batches) {
      const records = batch.map((data, index) => ({data, line: index + 1})) as InputRecord[];
      results.push(...(await writeBatch(writer, records)));
    }
    return results;
  } finally {
    await destination.close?.(session);
  }
}

export async function check(config: Config): Promise<string> {
  const session = await destination.connect(config, recordingContext().context);
  try {
    return await destination.check(session);
  } finally {
    await destination.close?.(session);
  }
}

export function statusesOf(results: readonly RecordResult[]): string[] {
  return results.map(({status}) => status);
}

/** A record of the stream; `minute` says when it changed. */
export function contact(email: string, minute: number, more: object = {}): object {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return {Id: `003${email}`, Email: email, SystemModstamp: at, ...more};
}
