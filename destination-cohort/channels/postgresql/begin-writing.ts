import {lockKeyOf, type TableLocation} from './table-location.js';

const LOOK_SECONDS = 120;
// Two statements and what is between them stay within the time for which stamps are ahead.
const STATEMENT_SECONDS = 20;
const IDLE_SECONDS = 8;

/**
 * What a writing transaction begins with: it waits for other writers of the table; from then on the server ends it if it
 * takes too long. It is one statement, as each costs a round trip.
 */
export function beginWriting(location: TableLocation): string {
  const settings = {
    search_path: 'pg_catalog',
    statement_timeout: `${STATEMENT_SECONDS}s`,
    idle_in_transaction_session_timeout: `${IDLE_SECONDS}s`,
  };
  // For this transaction only: a pooler may give the next one to another connection.
  const local = Object.entries(settings).map(
    ([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`,
  );
  const lock = `pg_catalog.pg_advisory_xact_lock(${lockKeyOf(location)})`;
  return `SELECT ${[lock, ...local].join(', ')}`;
}

/** What a transaction that only looks begins with. */
export const BEGIN_READING = `SET LOCAL search_path = pg_catalog; SET LOCAL statement_timeout = '${LOOK_SECONDS}s'`;
