import {formatCalls, formatNumber} from '../report/format-summary.js';
import type {PastRun} from './run-history.js';

/** The API calls of a connection's runs, and their share of the calls of all apps in the org. */
export interface ApiCalls {
  /** In UTC, the latest first. */
  by_day: {day: string; calls: Record<string, number>}[];
  /** Up to the last run for which Salesforce reported its own count; undefined where it never did. */
  last_24_hours?: {ours: number; used: number; limit: number; until: string};
}

const SHOWN_DAYS = 7;
const DAY_MS = 86_400_000;

/** Oldest run first. */
export function countCalls(runs: readonly PastRun[]): ApiCalls {
  const days = new Map<string, Record<string, number>>();
  for (const {started, api_calls} of runs) {
    const day = started.slice(0, 10);
    const calls = days.get(day) ?? {};
    for (const [system, count] of Object.entries(api_calls)) {
      calls[system] = (calls[system] ?? 0) + count;
    }
    days.set(day, calls);
  }
  const by_day = [...days]
    .map(([day, calls]) => ({day, calls}))
    .sort((a, b) => (a.day < b.day ? 1 : -1))
    .slice(0, SHOWN_DAYS);
  const last = runs.findLast(({api_usage}) => api_usage !== undefined);
  if (!last?.api_usage) return {by_day};
  return {by_day, last_24_hours: {...oursUntil(last, runs), ...last.api_usage}};
}

function oursUntil(last: PastRun, runs: readonly PastRun[]): {ours: number; until: string} {
  const end = Date.parse(last.started) + last.seconds * 1000;
  const until = new Date(end).toISOString();
  const since = new Date(end - DAY_MS).toISOString();
  const recent = runs.filter(({started}) => started >= since && started <= last.started);
  const ours = recent.reduce((sum, {api_calls}) => sum + (api_calls.salesforce ?? 0), 0);
  return {ours, until};
}

export function formatApiCalls({by_day, last_24_hours: last}: ApiCalls): string[] {
  const days = by_day.filter(({calls}) => Object.keys(calls).length > 0);
  if (days.length === 0) return [];
  return [
    'API calls of the runs, by day (UTC):',
    ...days.map(({day, calls}) => `  ${day}  ${formatCalls(calls)}`),
    ...(last ? [formatShare(last)] : []),
  ];
}

function formatShare({ours, used, limit}: NonNullable<ApiCalls['last_24_hours']>): string {
  const share = used > 0 ? ` (${Math.min(100, Math.round((ours / used) * 100))}%)` : '';
  return `Salesforce calls in the 24 hours before the last run: ${formatNumber(used)} by all apps, ${formatNumber(ours)} of them by these runs${share}. The org allows ${formatNumber(limit)}.`;
}
