import {createHash} from 'node:crypto';
import {quoteIdentifier} from './quote-identifier.js';

/** Where the users' table is. */
export interface TableLocation {
  schema: string;
  table: string;
}

export function quoteTable({schema, table}: TableLocation): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
}

/** The number that all writers of a table lock, so that they write one after the other. */
export function lockKeyOf(location: TableLocation): string {
  const text = `cohort-channel ${quoteTable(location)}`;
  return createHash('sha1').update(text).digest().readBigInt64BE(0).toString();
}
