import {DigestCollector, DigestList, toDigest, toEmailKey} from '@cohort-salesforce/spec';
import {BEGIN_READING} from './begin-writing.js';
import type {Database} from './database.js';
import {quoteIdentifier} from './quote-identifier.js';
import {quoteTable, type TableLocation} from './table-location.js';

const PAGE = 10_000;

/** The addresses of users that Cohort has. */
export interface KnownUsers {
  has(key: string): boolean;
}

export interface KnownUsersLocation extends TableLocation {
  column: string;
}

/** Reads all addresses once, in pages. Each takes 8 bytes, as a digest of its key. */
export async function readKnownUsers(
  database: Database,
  {column, ...location}: KnownUsersLocation,
): Promise<KnownUsers> {
  const name = quoteIdentifier(column);
  const list = await database.transact(
    async query => {
      const digests = new DigestCollector();
      const select = `SELECT ${name}::text FROM ${quoteTable(location)} WHERE ${name} IS NOT NULL`;
      await query({text: `DECLARE known_users NO SCROLL CURSOR FOR ${select}`});
      for (;;) {
        const rows = (await query({text: `FETCH ${PAGE} FROM known_users`})) as [string][];
        if (rows.length === 0) return new DigestList(digests.toText());
        for (const [email] of rows) digests.add(toDigest(toEmailKey(email)));
      }
    },
    {begin: BEGIN_READING, doing: 'Reading channel.existing_users'},
  );
  return {has: key => list.has(toDigest(key))};
}
