import type {Write} from './send-changes.js';
import {writeByBulk} from './write-by-bulk.js';
import {CALL_ROWS, writeByCollections} from './write-by-collections.js';

// Create, upload, start, some four polls, three result files.
const CALLS_OF_A_JOB = 10;

/** Writes in the way that costs fewer API calls, unless the config forces one. */
export const writeCheaply: Write = (shipment, exporting, settle) => {
  const {write_api = 'auto'} = exporting.config;
  const isBulkCheaper = shipment.indexes.length > CALLS_OF_A_JOB * CALL_ROWS;
  const isBulk = write_api === 'bulk' || (write_api === 'auto' && isBulkCheaper);
  return (isBulk ? writeByBulk : writeByCollections)(shipment, exporting, settle);
};
