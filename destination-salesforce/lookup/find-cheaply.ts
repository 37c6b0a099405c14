import type {Found} from '../batch/found.js';
import type {WriteBatch} from '../batch/write-batch.js';
import type {WriteContext} from '../write-context.js';
import {findByBulkQuery} from './find-by-bulk-query.js';
import {findByQueries} from './find-by-queries.js';

// So many rows take as many queries as a bulk query takes calls: some ten.
const FEW_ROWS = 8000;

/** Looks rows up in the way that costs fewer API calls, unless the config forces one. */
export function findCheaply(
  rows: Int32Array,
  writeBatch: WriteBatch,
  writeContext: WriteContext,
): AsyncIterable<readonly Found[]> {
  const {write_api = 'auto'} = writeContext.config;
  const isBulk = write_api === 'bulk' || (write_api === 'auto' && rows.length > FEW_ROWS);
  return (isBulk ? findByBulkQuery : findByQueries)(rows, writeBatch, writeContext);
}
