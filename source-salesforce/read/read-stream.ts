import type {ReadEvent, ReadRequest} from '../../spec/index.js';
import {keepToBudget} from '../salesforce/index.js';
import type {Session} from '../session.js';
import {readByBulk} from './bulk/read-by-bulk.js';
import {Progress} from './progress.js';
import {planRead} from './read-plan.js';
import type {Reading} from './reading.js';
import {readByRest} from './rest/read-by-rest.js';
import {readFew} from './rest/read-few.js';
import {readSlices} from './slices.js';
import {parseStreamState} from './stream-state.js';

/** The records of one stream that changed since the state, and the states to go on from. */
export async function* readStream(
  session: Session,
  {stream, state}: ReadRequest,
): AsyncGenerator<ReadEvent> {
  const before = parseStreamState(stream.stream.name, state);
  const plan = planRead(await session.salesforce.describe(stream.stream.name), stream, session);
  keepToBudget(session);
  const reading = {session, plan, progress: new Progress(plan, before, session)};
  yield* readSlices(reading, readSpan);
}

async function* readSpan(reading: Reading): AsyncGenerator<ReadEvent> {
  const {session, plan, progress} = reading;
  if (!plan.isBulkable || progress.afterKey) return yield* readByRest(reading);
  const mayBeFew = !progress.job && !session.config.force_use_bulk_api;
  // REST tells with its first page whether there is more than it reads in a few calls.
  if (mayBeFew && (yield* readFew(reading))) return;
  if (yield* readByBulk(reading)) return;
  yield* readByRest(reading);
}
