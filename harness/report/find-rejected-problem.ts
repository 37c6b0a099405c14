import type {Problem} from '../connector/message-handler.js';
import type {StreamSummary} from './summary.js';

/** How many records a run may reject: a number, or a share of the records read, such as `5%`. */
export type RejectionLimit = number | string;

const HOW_TO_SEE =
  'The rejected records are stored: harness status lists the reasons, harness retry-rejects sends them again';

/**
 * Why a direction that ended well is no success: it rejected more than `limits.max_rejected` allows or, without that
 * limit, every one of several records. Undefined when it is one.
 */
export function findRejectedProblem(
  streams: readonly StreamSummary[],
  limit?: RejectionLimit,
): Problem | undefined {
  const read = sum(streams.map(stream => stream.read));
  const rejected = sum(streams.map(stream => stream.rejected));
  const direction = streams[0]?.direction ?? 'The run';
  const toProblem = (message: string): Problem => ({
    connector: 'harness',
    failure: 'transient_error',
    message: `${direction}: ${message}. ${HOW_TO_SEE}.`,
  });
  if (limit !== undefined && rejected > toCount(limit, read)) {
    return toProblem(
      `${rejected} of ${read} records were rejected; limits.max_rejected allows ${limit}`,
    );
  }
  if (limit !== undefined || rejected < read) return undefined;
  return rejected > 1 ? toProblem(`all ${read} records were rejected`) : undefined;
}

function toCount(limit: RejectionLimit, read: number): number {
  return typeof limit === 'number' ? limit : (Number.parseFloat(limit) / 100) * read;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
