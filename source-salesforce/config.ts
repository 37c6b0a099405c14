import {configError, parseDuration} from '@cohort-salesforce/spec';
import type {Config} from './generated/types.js';

/** The config's values that have to be understood before anything is called. Times in milliseconds. */
export interface Settings {
  /** The earliest cursor to read, ISO 8601 in UTC; undefined reads everything. */
  startDate: string | undefined;
  /** Only records with an earlier cursor are read. */
  endDate: string | undefined;
  lookbackMs: number;
  /** How often formulas are read for all records; undefined: never. */
  refreshMs: number | undefined;
  /** Undefined reads all there is in one go. */
  sliceMs: number | undefined;
}

const DEFAULT_LOOKBACK = 'PT10M';

export function parseSettings(config: Config): Settings {
  const {start_date, end_date, lookback_window, stream_slice_step, refresh_formulas} = config;
  const sliceMs = stream_slice_step
    ? parseDuration('stream_slice_step', stream_slice_step)
    : undefined;
  if (sliceMs === 0)
    throw configError('stream_slice_step must be greater than zero, for example P30D.');
  const startDate = start_date ? parseDate('start_date', start_date) : undefined;
  const endDate = end_date ? parseDate('end_date', end_date) : undefined;
  if (startDate && endDate && endDate <= startDate)
    throw configError(`end_date (${end_date}) is not after start_date (${start_date}).`);
  return {
    startDate,
    endDate,
    lookbackMs: parseDuration('lookback_window', lookback_window || DEFAULT_LOOKBACK),
    sliceMs,
    refreshMs: refresh_formulas ? parseDuration('refresh_formulas', refresh_formulas) : undefined,
  };
}

function parseDate(key: string, text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw configError(`${key} is ${JSON.stringify(text)}, which is no date.`);
  return new Date(time).toISOString();
}
