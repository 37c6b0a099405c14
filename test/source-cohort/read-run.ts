import type {AirbyteStream, ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import type {Config} from '../../source-cohort/generated/types.js';
import {source} from '../../source-cohort/source.js';
import type {Cohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';

export async function withSession<Result>(
  cohort: Cohort,
  config: Partial<Config>,
  use: (session: Awaited<ReturnType<typeof source.connect>>) => Promise<Result>,
): Promise<Result & {logs: string[]}> {
  const {context, logs} = recordingContext();
  const session = await source.connect({...cohort.config, ...config}, context);
  try {
    return {...(await use(session)), logs};
  } finally {
    await source.close?.(session);
  }
}

export async function discover(cohort: Cohort, name: string): Promise<AirbyteStream> {
  const {streams} = await withSession(cohort, {}, async session => ({
    streams: await source.discover(session),
  }));
  const stream = streams.find(each => each.name === name);
  if (!stream) throw new Error(`no stream ${name}`);
  return stream;
}

export interface Reading {
  config?: Partial<Config>;
  fields?: string[];
  state?: Record<string, unknown>;
  configured?: Partial<ConfiguredAirbyteStream>;
  /** What happens to calls of the read, not to those before. */
  faults?: Parameters<Cohort['fault']>;
}

export async function read(
  cohort: Cohort,
  name: string,
  {config = {}, fields, state, configured, faults = []}: Reading = {},
) {
  const stream = await discover(cohort, name);
  const all = stream.json_schema.properties ?? {};
  const properties = fields
    ? Object.fromEntries(fields.map(field => [field, all[field] ?? {}]))
    : all;
  await cohort.forget();
  await cohort.fault(...faults);
  return withSession(cohort, config, async session => {
    const request: ConfiguredAirbyteStream = {
      stream: {...stream, json_schema: {...stream.json_schema, properties}},
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      ...configured,
    };
    const records: Record<string, unknown>[] = [];
    const states: Record<string, unknown>[] = [];
    for await (const event of source.read(session, {stream: request, state})) {
      if (event.kind === 'state') states.push(event.state);
      if (event.kind !== 'records') continue;
      for (const record of event.records) {
        records.push(JSON.parse(typeof record === 'string' ? record : record.data));
      }
    }
    return {records, states};
  });
}
