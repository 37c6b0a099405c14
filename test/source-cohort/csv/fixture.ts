import type {ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import type {Config} from '../../../source-cohort/generated/types.js';
import {source} from '../../../source-cohort/source.js';
import {catalogOf} from '../../fixtures/catalog.js';
import {recordingContext} from '../../fixtures/recording-context.js';

type State = Record<string, unknown>;
type Csv = Extract<NonNullable<Config['channel']>, {type: 'csv'}>;

export interface CsvRead {
  records: State[];
  states: State[];
  state: State;
  logs: string[];
}

/** A session with the channel csv. */
export async function withCsv<Result>(
  channel: Omit<Csv, 'type'>,
  use: (session: Awaited<ReturnType<typeof source.connect>>) => Promise<Result>,
  {context} = recordingContext(),
): Promise<Result> {
  const session = await source.connect({channel: {type: 'csv', ...channel}}, context);
  try {
    return await use(session);
  } finally {
    await source.close?.(session);
  }
}

/** What one run gives out, and its states. */
export function readCsv(
  channel: Omit<Csv, 'type'>,
  {state, fields = []}: {state?: State; fields?: readonly string[]} = {},
): Promise<CsvRead> {
  const recorded = recordingContext();
  const run = async (session: Awaited<ReturnType<typeof source.connect>>) => {
    const records: State[] = [];
    const states: State[] = [];
    for await (const event of source.read(session, {stream: streamOf(fields), state})) {
      if (event.kind === 'state') states.push(event.state);
      if (event.kind !== 'records') continue;
      for (const record of event.records) {
        records.push(JSON.parse(typeof record === 'string' ? record : record.data));
      }
    }
    return {records, states, state: states.at(-1) ?? {}, logs: recorded.logs};
  };
  return withCsv(channel, run, recorded);
}

/** The same, with something that happens after the first records. */
export async function readCsvUntil(path: string, happens: () => Promise<unknown>) {
  const records: State[] = [];
  const run = async (session: Awaited<ReturnType<typeof source.connect>>) => {
    for await (const event of source.read(session, {stream: streamOf([]), state: undefined})) {
      if (event.kind !== 'records') continue;
      if (records.length === 0) await happens();
      for (const record of event.records) {
        records.push(JSON.parse(typeof record === 'string' ? record : record.data));
      }
    }
  };
  const error = await withCsv({path}, run).then(
    () => undefined,
    (thrown: Error & {failure?: string}) => thrown,
  );
  return {records, error};
}

function streamOf(fields: readonly string[]): ConfiguredAirbyteStream {
  const [stream] = catalogOf(['users']).streams;
  if (stream === undefined) throw new Error('no stream');
  const properties = Object.fromEntries(fields.map(field => [field, {}]));
  return {...stream, stream: {...stream.stream, json_schema: {type: 'object', properties}}};
}
