import type {SalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import type {ConfiguredAirbyteStream, ReadEvent, RecordText} from '@cohort-salesforce/spec';
import type {Config} from '../../../source-salesforce/generated/types.js';
import {readStream} from '../../../source-salesforce/read/read-stream.js';
import {openSession} from '../../../source-salesforce/session.js';
import {recordingContext} from '../../fixtures/recording-context.js';

type State = Record<string, unknown>;

export interface RunOptions {
  stream?: string;
  fields?: readonly string[];
  state?: State | undefined;
  config?: Partial<Config>;
  settings?: Partial<ConfiguredAirbyteStream>;
  /** Hides which fields an address consists of, so that only REST can read it. */
  byRest?: boolean;
  /** Stops the run as if it were killed, right after the event for which this is true. */
  until?: (event: ReadEvent) => boolean;
}

export interface Run {
  records: Record<string, unknown>[];
  texts: RecordText[];
  states: State[];
  events: ReadEvent[];
  logs: string[];
  limits: (Date | undefined)[];
  calls: number;
  error?: Error;
}

/** Logs in, reads one stream, and tells all that came of it. */
export async function readRun(
  emulator: SalesforceEmulator,
  options: RunOptions = {},
): Promise<Run> {
  const recorded = recordingContext();
  const run: Run = {
    records: [],
    texts: [],
    states: [],
    events: [],
    logs: recorded.logs,
    limits: recorded.limits,
    calls: 0,
  };
  const session = await openSession(configOf(emulator, options.config), recorded.context);
  if (options.byRest) hideParts(session);
  try {
    for await (const event of readStream(session, {
      stream: streamOf(options),
      state: options.state,
    })) {
      run.events.push(event);
      if (event.kind === 'records') run.texts.push(...event.records);
      if (event.kind === 'state') run.states.push(event.state);
      if (options.until?.(event)) break;
    }
  } catch (error) {
    run.error = error as Error;
  } finally {
    await session.salesforce.close();
  }
  run.records = run.texts.map(text => JSON.parse(typeof text === 'string' ? text : text.data));
  run.calls = recorded.calls;
  return run;
}

function hideParts({salesforce}: Awaited<ReturnType<typeof openSession>>): void {
  const describe = salesforce.describe.bind(salesforce);
  salesforce.describe = async name => {
    const described = await describe(name);
    const fields = described.fields.map(field => ({...field, compoundFieldName: null}));
    return {...described, fields};
  };
}

export function configOf({credentials}: SalesforceEmulator, more: Partial<Config> = {}): Config {
  const {login_url, client_id, client_secret, refresh_token} = credentials;
  return {login_url, client_id, client_secret, refresh_token, ...more};
}

function streamOf({
  stream = 'Contact',
  fields = ['Id', 'SystemModstamp', 'Email', 'LastName'],
  settings = {},
}: RunOptions): ConfiguredAirbyteStream {
  const properties = Object.fromEntries(fields.map(name => [name, {}]));
  return {
    stream: {
      name: stream,
      json_schema: {type: 'object', properties},
      supported_sync_modes: ['full_refresh', 'incremental'],
    },
    sync_mode: 'incremental',
    destination_sync_mode: 'append_dedup',
    ...settings,
  };
}

/** Puts a trouble in force, or carries it out at once. */
export async function trouble({url}: SalesforceEmulator, rule: object): Promise<void> {
  const answer = await fetch(`${url}/__emulator/faults`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(rule),
  });
  if (!answer.ok)
    throw new Error(`the emulator does not know this trouble: ${await answer.text()}`);
}

/** A call as any client makes it, with the emulator's own access token. */
export async function call(
  {url, credentials}: SalesforceEmulator,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${url}/services/data/v62.0${path}`, {
    method,
    headers: {
      authorization: `Bearer ${credentials.access_token}`,
      'content-type': 'application/json',
    },
    ...(body && {body: JSON.stringify(body)}),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text === '' ? undefined : JSON.parse(text);
}

/** Sets fields of a record, which gives it a new SystemModstamp. */
export async function update(emulator: SalesforceEmulator, id: unknown, fields: object) {
  await call(emulator, 'PATCH', `/sobjects/Contact/${id}`, fields);
}

export function ids(run: Run): unknown[] {
  return run.records.map(({Id}) => Id);
}
