const megabyte = 1024 * 1024;

/** Counts what bulk jobs use of the org's daily allowances. */
export class BulkUsage {
  /** Salesforce makes one batch of each 10,000 records. */
  batches = 0;
  queryJobs = 0;
  resultBytes = 0;

  limits(): Record<string, {Max: number; Remaining: number}> {
    return {
      DailyBulkApiBatches: allowance(15_000, this.batches),
      DailyBulkV2QueryJobs: allowance(10_000, this.queryJobs),
      DailyBulkV2QueryFileStorageMB: allowance(976_562, Math.floor(this.resultBytes / megabyte)),
    };
  }

  reset(): void {
    this.batches = 0;
    this.queryJobs = 0;
    this.resultBytes = 0;
  }
}

function allowance(Max: number, used: number) {
  return {Max, Remaining: Math.max(0, Max - used)};
}
