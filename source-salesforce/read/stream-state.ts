import {configError} from '@cohort-salesforce/spec';
import {parseAirbyteState} from './airbyte-state.js';

/** What a run leaves for the next one. Times are ISO 8601 in UTC. */
export interface StreamState {
  version: 1;
  /** Whose records they are: the organization's id. Absent in states of earlier versions. */
  org?: string;
  /** The field that `through` speaks of. */
  cursor?: string;
  /** What was selected: a field that is new needs all records again. Absent where Airbyte's own source wrote the state. */
  fields?: readonly string[];
  /** The config's conditions in SOQL: other ones need all records again. Absent where there were none. */
  where?: string;
  /** All records whose cursor was before this time had been read at this time. */
  through?: string;
  /** Deletions since this time have not been sent; absent when they have, up to `through`. */
  deletedFrom?: string;
  /** The records sent from the lookback window before `through`, by second: their hashes, or their number and a sum. */
  recent?: Readonly<Record<string, string>>;
  /** When the last run that read the whole lookback window began. Absent in states of earlier versions. */
  lookedAt?: string;
  /** Where the run that looks back again has to begin, if that is before its own lookback window. */
  lookFrom?: string;
  /** ReadContext by REST in the order of the key: the last one sent. */
  afterKey?: string;
  /** When formulas and fields of parents were read for all records; absent where they never are. */
  refreshedAt?: string;
  /** A bulk query whose results have not all been sent. Salesforce keeps them for seven days. */
  job?: JobState;
}

export interface JobState {
  id: string;
  /** Tells one query from another. */
  query: string;
  /** When the query began. */
  at: string;
  /** The path that lists the next result pages, or leads to the next one; absent before the first. */
  next?: string;
  /** Which of the pages listed by `next` have been sent. */
  done?: readonly number[];
  /** How many records the pages that have been sent had. */
  rows?: number;
}

/** Undefined for a first run. Throws a config_error when it is no state of this connector's, with what to do. */
export function parseStreamState(
  stream: string,
  value: Record<string, unknown> | undefined,
): StreamState | undefined {
  if (value === undefined || Object.keys(value).length === 0) return undefined;
  const adopted = parseAirbyteState(value);
  if (adopted) return adopted;
  const found = describeDamage(value);
  if (found === undefined) return value as unknown as StreamState;
  throw configError(
    `The state of the stream ${stream} is not one that this connector wrote (${found}). Reset the stream, which reads all its records again, or restore the state of the last run.`,
  );
}

function describeDamage(value: Record<string, unknown>): string | undefined {
  if (value.version !== 1)
    return `its version is ${JSON.stringify(value.version) ?? 'missing'}, expected 1`;
  const wrong = Object.entries(CHECKS).find(([key, isRight]) => !isRight(value[key]))?.[0];
  return wrong && `its ${wrong} is ${JSON.stringify(value[wrong])?.slice(0, 100) ?? 'missing'}`;
}

const CHECKS: Record<string, (value: unknown) => boolean> = {
  fields: isTexts,
  org: value => value === undefined || isName(value),
  cursor: value => value === undefined || isName(value),
  where: value => value === undefined || typeof value === 'string',
  through: value => value === undefined || isTime(value),
  deletedFrom: value => value === undefined || isTime(value),
  lookedAt: value => value === undefined || isTime(value),
  lookFrom: value => value === undefined || isTime(value),
  refreshedAt: value => value === undefined || isTime(value),
  recent: value => value === undefined || (isObject(value) && isTexts(Object.values(value))),
  afterKey: value =>
    value === undefined || (typeof value === 'string' && /^\w{15,18}$/.test(value)),
  job: value => value === undefined || isJob(value),
};

function isJob(value: unknown): boolean {
  if (!isObject(value)) return false;
  const {id, query, at, next, done, rows} = value;
  return (
    isName(id) &&
    typeof query === 'string' &&
    isTime(at) &&
    (next === undefined || (typeof next === 'string' && next.startsWith('/services/data/'))) &&
    (done === undefined || (Array.isArray(done) && done.every(Number.isInteger))) &&
    (rows === undefined || (Number.isInteger(rows) && Number(rows) >= 0))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^\w+$/.test(value);
}

function isTime(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
