import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import type {Connection} from '../generated/types.js';
import {brief, wrap} from '../report/wrap.js';
import type {ConnectionRunner} from '../sync/connection-runner.js';
import {readRecords} from '../sync/read-records.js';
import type {RunContext} from '../sync/run-context.js';
import {importDirection, toMapping} from '../systems/index.js';

const SHOWN = 3;

export interface Asker {
  work: ConnectionRunner;
  runContext: RunContext;
}

/** The first people as the import would bring them to Cohort: by email, property and value. */
export async function readSample(connection: Connection, {work, runContext}: Asker) {
  const direction = importDirection(connection);
  if (!direction) return [];
  const {object = '', email_field = '', fields = {}} = connection.import;
  const pairs = Object.entries({...toMapping(fields), [email_field]: 'email'});
  const found: Record<string, unknown>[] = [];
  await readRecords(runContext, work.source(direction, {sample: SHOWN}), {
    catalog: catalogOf(
      object,
      pairs.map(([field]) => field),
    ),
    catalogFile: work.temporary('sample.catalog.json'),
    use: data => {
      if (found.length === SHOWN) return;
      found.push(Object.fromEntries(pairs.map(([field, property]) => [property, data[field]])));
    },
  });
  return found;
}

function catalogOf(name: string, fields: readonly string[]): ConfiguredAirbyteCatalog {
  const properties = Object.fromEntries(fields.map(field => [field, {}]));
  const json_schema = {type: 'object', properties};
  const stream = {name, json_schema, supported_sync_modes: ['full_refresh' as const]};
  const modes = {sync_mode: 'full_refresh', destination_sync_mode: 'append'} as const;
  return {streams: [{stream, ...modes}]};
}

/** People as lines that fit 60 columns. */
export function formatSample(people: readonly Readonly<Record<string, unknown>>[]): string {
  const lines = people.flatMap(({email, ...values}) => [
    ...wrap(String(email ?? '(no email)'), 2),
    ...Object.entries(values).flatMap(([name, value]) => wrap(`${name}: ${brief(value)}`, 4)),
  ]);
  return lines.join('\n');
}
