import {lockKeyOf, type TableLocation} from './table-location.js';

const LOCK_SECONDS = 120;
// Two statements and what is between them stay within the time for which stamps are ahead.
const STATEMENT_SECONDS = 20;
const IDLE_SECONDS = 8;

/**
 * What a writing transaction begins with: it waits for other writers of the table, then the server ends it if it takes
 * too long. All of it goes in one message.
 */
export function beginWriting(location: TableLocation): string {
  return [
    'SET LOCAL search_path = pg_catalog',
    `SET LOCAL statement_timeout = '${LOCK_SECONDS}s'`,
    `SELECT pg_advisory_xact_lock(${lockKeyOf(location)})`,
    `SET LOCAL statement_timeout = '${STATEMENT_SECONDS}s'`,
    `SET LOCAL idle_in_transaction_session_timeout = '${IDLE_SECONDS}s'`,
  ].join('; ');
}

/** What a transaction that only looks begins with. */
export const BEGIN_READING = `SET LOCAL search_path = pg_catalog; SET LOCAL statement_timeout = '${LOCK_SECONDS}s'`;
