import {invalid} from '../api-error.js';
import type {Mode} from '../merchant/merchant.js';

/** How the app is set up: what a person enters in Cohort's dashboard. */
export interface AppSettings {
  url: string;
  query: string;
  /** Column -> what it is matched to: a core field or a property's reference id. Others are matched by name. */
  columns: Readonly<Record<string, string>>;
  mode: Mode;
  /**
   * What "changed since the last import" means is not documented: later than the latest `updated_at` that was seen, or
   * than the moment of the last run.
   */
  last: 'updated_at' | 'run';
  /** Seconds between two imports; by default every day at midnight UTC. */
  everySeconds?: number;
}

/** A request's body -> settings. Throws what the dashboard would say. */
export function parseAppSettings(body: Readonly<Record<string, unknown>>): AppSettings {
  const {url, query, columns = {}, mode = 'test', last = 'updated_at', every_seconds} = body;
  if (typeof url !== 'string' || !/^postgres(ql)?:\/\//.test(url)) {
    throw invalid('url must be postgresql://[user[:password]@][netloc][:port][/dbname]');
  }
  if (typeof query !== 'string') throw invalid('query must be text');
  if (last !== 'updated_at' && last !== 'run') throw invalid('last must be updated_at or run');
  return {
    url,
    query: toTopLevelSelect(query),
    columns: columns as AppSettings['columns'],
    mode: mode === 'live' ? 'live' : 'test',
    last,
    ...(typeof every_seconds === 'number' && {everySeconds: every_seconds}),
  };
}

// What stands in quotes can be anything.
const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"/g;

/** Documented: only one top-level SELECT is allowed; joins and subqueries may be in it. */
function toTopLevelSelect(text: string): string {
  const query = text.trim().replace(/;\s*$/, '');
  const bare = query.replace(QUOTED, "''");
  const isSelect = /^select\b/i.test(bare) && !bare.includes(';') && !/\binto\b/i.test(bare);
  if (!isSelect) throw invalid('Only a top-level SELECT is allowed');
  return query;
}
