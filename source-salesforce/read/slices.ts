import type {ReadEvent} from '@cohort-salesforce/spec';
import {assertWithinApiBudget, buildSelect, errorCodeOf} from '../salesforce/index.js';
import type {Span} from './compose-query.js';
import type {ReadContext} from './read-context.js';

const HOUR = 3_600_000;
// The second comes where sharing is looked at, as for tasks: Salesforce advises spans of dates, or "View All Data".
const TOO_MUCH = /^(QUERY_TIMEOUT|OPERATION_TOO_LARGE)$/;
// When a query takes too long, each next attempt asks for an eighth of the time.
const SHARE = 8;

/** Reads all there is at once, or a span of time after the other: as configured, or when all at once takes too long. */
export async function* readSlices(
  readContext: ReadContext,
  readSpan: (readContext: ReadContext) => AsyncIterable<ReadEvent>,
): AsyncGenerator<ReadEvent> {
  const {session, plan} = readContext;
  let length = plan.cursor ? session.settings.sliceMs : undefined;
  for (;;) {
    try {
      if (length === undefined) yield* readSpan(readContext);
      else yield* readEach(readContext, length, readSpan);
      return;
    } catch (error) {
      const code = errorCodeOf(error) ?? '';
      const shorter = TOO_MUCH.test(code) ? await shorterThan(length, readContext) : undefined;
      if (shorter === undefined) throw error;
      length = shorter;
      session.context.log(
        'INFO',
        `${plan.object}: the query was too much (${code}); ${Math.round(length / HOUR)} hours are read at a time.`,
      );
    }
  }
}

async function* readEach(
  readContext: ReadContext,
  length: number,
  readSpan: (readContext: ReadContext) => AsyncIterable<ReadEvent>,
): AsyncGenerator<ReadEvent> {
  const {session, progress} = readContext;
  progress.slice = undefined;
  let from: number | undefined = await beginningOf(readContext);
  while (from !== undefined) {
    assertWithinApiBudget(session);
    const slice = sliceFrom(from, length, readContext);
    progress.slice = slice;
    yield* readSpan(readContext);
    from = slice.to === undefined ? undefined : Date.parse(slice.to);
  }
}

// The last slice has no end, and holds the whole lookback window: what the next run needs to know is in it.
function sliceFrom(from: number, length: number, {session}: ReadContext): Span {
  const to = from + length;
  const isLast = to > session.salesforce.now() - session.settings.lookbackMs;
  return {
    from: new Date(from).toISOString(),
    to: isLast ? undefined : new Date(to).toISOString(),
  };
}

async function shorterThan(
  length: number | undefined,
  readContext: ReadContext,
): Promise<number | undefined> {
  const {session, plan, progress} = readContext;
  if (!plan.cursor) return undefined;
  progress.slice = undefined;
  const whole = length ?? session.salesforce.now() - (await beginningOf(readContext));
  const shorter = Math.ceil(whole / SHARE);
  return shorter < HOUR ? undefined : shorter;
}

// Where nothing has been read yet, the oldest record says where to begin.
async function beginningOf({session: {salesforce}, plan, progress}: ReadContext): Promise<number> {
  const {from} = progress.span;
  const {cursor = '', object} = plan;
  if (from) return Date.parse(from);
  const soql = buildSelect({
    fields: [cursor],
    from: object,
    where: plan.conditions,
    orderBy: [cursor],
    limit: 1,
  });
  const {records} = await salesforce.query(soql, {includeDeleted: plan.includeDeleted});
  const oldest = Date.parse(String(records[0]?.[cursor]).replace('+0000', 'Z'));
  return Number.isNaN(oldest) ? salesforce.now() : oldest;
}
