import {MAX_CALL_ROWS} from './call-size.js';
import type {Write} from './send-changes.js';
import {writeByBulk} from './write-by-bulk.js';
import {writeByCollections} from './write-by-collections.js';

// Create, upload, start, some four polls, three result files.
const CALLS_OF_A_JOB = 10;

/** Writes in the way that costs fewer API calls, unless the config forces one. */
export const writeCheaply: Write = (writeRequest, writeContext, onResult) => {
  const {write_api = 'auto', write_batch_size = MAX_CALL_ROWS} = writeContext.config;
  const isBulkCheaper = writeRequest.indexes.length > CALLS_OF_A_JOB * MAX_CALL_ROWS;
  // A job's rows come to triggers by 200, whatever is asked for.
  const isBulkable = write_batch_size >= MAX_CALL_ROWS && isBulkCheaper;
  const isWanted = write_api === 'bulk' || (write_api === 'auto' && isBulkable);
  const isBulk = isWanted && writeRequest.mostRows === undefined;
  return (isBulk ? writeByBulk : writeByCollections)(writeRequest, writeContext, onResult);
};
