import {configError, type ReadEvent, type ReadRequest} from '@cohort-salesforce/spec';
import {assertWithinApiBudget, errorCodeOf} from '../salesforce/index.js';
import type {Session} from '../session.js';
import {mustReadAll, readAlso} from './also-read.js';
import {readByBulk} from './bulk/read-by-bulk.js';
import {withoutMaskedFields} from './masked-fields.js';
import {Progress} from './progress.js';
import type {ReadContext} from './read-context.js';
import {planRead, type ReadPlan} from './read-plan.js';
import {FormulaRefresh} from './refresh-formulas.js';
import {readByRest} from './rest/read-by-rest.js';
import {readFew} from './rest/read-few.js';
import {readSameAddress} from './same-address.js';
import {readSample} from './sample.js';
import {readSlices} from './slices.js';
import {parseStreamState, type StreamState} from './stream-state.js';

/** The records of one stream that changed since the state, and the states to go on from. */
export async function* readStream(
  session: Session,
  {stream: configured, state}: ReadRequest,
): AsyncGenerator<ReadEvent> {
  const {name} = configured.stream;
  const before = parseStreamState(name, state);
  assertSameOrg(before?.org, {org: session.org, stream: name});
  const describe = await withoutMaskedFields(session, configured);
  const plan = planRead(describe, configured, session);
  assertWithinApiBudget(session);
  const isAll = await mustReadAll(session, name);
  try {
    yield* readPlanned(session, plan, {before, isAll, configured});
  } catch (error) {
    if (!plan.cursor || !isRefusedCondition(error)) throw error;
    session.context.log(
      'WARN',
      `${plan.object}: Salesforce accepts no condition on ${plan.cursor} (${errorCodeOf(error)}), so all records are read, in this run and in each later one.`,
    );
    const whole = {...plan, cursor: undefined, tellsHardDeletes: false};
    yield* readPlanned(session, whole, {before: undefined, isAll: true, configured});
  }
}

interface Reading {
  before: StreamState | undefined;
  isAll: boolean;
  configured: ReadRequest['stream'];
}

async function* readPlanned(
  session: Session,
  plan: ReadPlan,
  {before, isAll, configured}: Reading,
): AsyncGenerator<ReadEvent> {
  const progress = new Progress(plan, isAll ? undefined : before, session);
  const readContext = {session, plan, progress};
  const {sample} = session.config;
  if (sample !== undefined) return yield* readSample(readContext, sample);
  if (!isAll) yield* readAlso(readContext);
  if (session.config.only_also_read) return;
  const {readsAll} = progress;
  const keys = keysOf(session, configured);
  const formulas = new FormulaRefresh(session, {plan, keys}, progress.refreshedAt);
  let last: Record<string, unknown> | undefined;
  for await (const event of readChanged(readContext)) {
    if (event.kind === 'state') last = event.state;
    yield event.kind === 'state' ? {...event, state: {...last, ...formulas.state}} : event;
  }
  const {refreshedAt} = formulas.state;
  yield* formulas.run(readsAll, each => readSlices(each, readSpan));
  const isRefreshed = formulas.state.refreshedAt !== refreshedAt;
  if (last && isRefreshed) yield {kind: 'state', state: {...last, ...formulas.state}};
}

// By which destinations tell whose a record is.
function keysOf({config}: Session, {primary_key}: ReadRequest['stream']): string[] {
  const {email_field} = config.same_address ?? {};
  return [...(primary_key ?? []).flat(), ...(email_field === undefined ? [] : [email_field])];
}

async function* readChanged(readContext: ReadContext): AsyncGenerator<ReadEvent> {
  const {progress} = readContext;
  for await (const event of readSlices(readContext, readSpan)) {
    const {addresses} = progress;
    // What a state speaks of has to be complete, and what is kept in memory small.
    const isDue = event.kind === 'state' ? !addresses?.isEmpty : addresses?.isFull;
    if (addresses && isDue) yield* readSameAddress(readContext);
    yield event;
  }
}

// Big objects, and some that are stored as such, take conditions on their index only.
function isRefusedCondition(error: unknown): boolean {
  return errorCodeOf(error) === 'BIG_OBJECT_UNSUPPORTED_OPERATION';
}

function assertSameOrg(before: string | undefined, {org, stream}: {org: string; stream: string}) {
  if (before === undefined || before === org) return;
  throw configError(
    `The state of the stream ${stream} belongs to the Salesforce org ${before}, but the login opens the org ${org}. If the org was refreshed or replaced on purpose, reset the state (harness: --new-org); otherwise log in to the right org.`,
  );
}

async function* readSpan(readContext: ReadContext): AsyncGenerator<ReadEvent> {
  const {session, plan, progress} = readContext;
  if (!plan.isBulkable || progress.afterKey) return yield* readByRest(readContext);
  const mayBeFew = !progress.job && !session.config.force_use_bulk_api;
  // REST tells with its first page whether there is more than it reads in a few calls.
  if (mayBeFew && (yield* readFew(readContext))) return;
  if (yield* readByBulk(readContext)) return;
  yield* readByRest(readContext);
}
