import type {Exporting} from '../exporting.js';
import type {Found} from '../round/found.js';
import type {Round} from '../round/round.js';
import {findByBulkQuery} from './find-by-bulk-query.js';
import {findByQueries} from './find-by-queries.js';

// So many rows take as many queries as a bulk query takes calls: some ten.
const FEW_ROWS = 8000;

/** Looks rows up in the way that costs fewer API calls, unless the config forces one. */
export function findCheaply(
  rows: Int32Array,
  round: Round,
  exporting: Exporting,
): AsyncIterable<readonly Found[]> {
  const {write_api = 'auto'} = exporting.config;
  const isBulk = write_api === 'bulk' || (write_api === 'auto' && rows.length > FEW_ROWS);
  return (isBulk ? findByBulkQuery : findByQueries)(rows, round, exporting);
}
