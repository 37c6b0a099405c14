import {
  ConnectorError,
  PagingGuard,
  type ReadEvent,
  type RecordBlock,
} from '@cohort-salesforce/spec';
import {assertWithinApiBudget, errorCodeOf, type QueryJob} from '../../salesforce/index.js';
import type {ReadContext} from '../read-context.js';
import type {JobState} from '../stream-state.js';
import {merge} from './merge.js';
import {type PageList, parsePageList} from './page-list.js';
import {type PageEnd, readPage} from './read-page.js';

/** The pages of one job being read. */
interface PageRun {
  readContext: ReadContext;
  /** The job's path. */
  base: string;
  guard: PagingGuard;
}

// Below this the results come on one page or two: to ask which pages there are would cost a call more.
const WORTH_ASKING = 100_000;

/** All results of a complete job: up to five pages at once, with a state whenever one of them has been sent. */
export async function* readPages(
  readContext: ReadContext,
  start: JobState,
  job: QueryJob,
): AsyncGenerator<ReadEvent> {
  const rows = job.numberRecordsProcessed ?? 0;
  const base = `/services/data/v${readContext.session.salesforce.apiVersion}/jobs/query/${job.id}`;
  const first = `${base}/${rows > WORTH_ASKING ? 'resultPages' : 'results'}`;
  const at = {...start, next: start.next ?? first};
  const run: PageRun = {readContext, base, guard: guardOf(readContext, at, rows)};
  if (!isListed(at)) return yield* readChain(run, at);
  try {
    yield* readLists(run, at);
  } catch (error) {
    if (!isListTrouble(error)) throw error;
    const {object} = readContext.plan;
    readContext.session.context.log(
      'INFO',
      `${object}: the result pages are read one after the other, because the list of them cannot be used: ${error.message}`,
    );
    const again = {...withoutPages(start), next: `${base}/results`};
    yield* readChain({...run, guard: guardOf(readContext, again, rows)}, again);
  }
}

// A state of an earlier version does not say how many records were sent: then the total cannot be checked.
function guardOf({plan}: ReadContext, {next, done, rows}: JobState, total: number): PagingGuard {
  const isBegun = next?.includes('?') || done !== undefined;
  const isKnown = !isBegun || rows !== undefined;
  return new PagingGuard(`the results of a bulk query of ${plan.object}`, {
    ...(isKnown && {total}),
    before: rows ?? 0,
  });
}

function isListed({next}: JobState): boolean {
  return next?.includes('/resultPages') ?? false;
}

// Whatever is wrong with the list or a page it names: the chain of pages does not need it.
function isListTrouble(error: unknown): error is ConnectorError {
  if (!(error instanceof ConnectorError)) return false;
  const code = errorCodeOf(error) ?? '';
  const isRefused = Number(error.facts.status) >= 400 && code !== 'REQUEST_LIMIT_EXCEEDED';
  return isRefused || isUnusableResult(error);
}

/** Whether the job's pages contradict each other or the job: reading on from where it stopped would not help. */
export function isUnusableResult(error: unknown): boolean {
  return /^(BROKEN_ANSWER|WRONG_COUNT|NO_PROGRESS)$/.test(errorCodeOf(error) ?? '');
}

// Pages that lists name.
async function* readLists(run: PageRun, start: JobState): AsyncGenerator<ReadEvent> {
  for (let at: JobState | undefined = start; at; ) at = yield* readList(run, at);
  run.guard.end();
}

async function* readList(
  run: PageRun,
  at: JobState,
): AsyncGenerator<ReadEvent, JobState | undefined> {
  const {readContext, guard} = run;
  const list = await listPages(run, at);
  const done = new Set(at.done);
  const {next} = list;
  const pages = list.pages
    .map((path, index) => ({path, index}))
    .filter(({index}) => !done.has(index))
    .map(page => readNumbered(run, page));
  for await (const sent of merge(pages)) {
    if (!('index' in sent)) {
      yield recordsOf(readContext, sent);
      continue;
    }
    done.add(sent.index);
    guard.count(sent.count);
    const isAll = done.size === list.pages.length;
    const rows = guard.records;
    if (!isAll) yield* checkpoint(readContext, {...at, done: [...done], rows});
    else if (next !== undefined) yield* checkpoint(readContext, after(at, next, rows));
  }
  return next === undefined ? undefined : after(at, next, guard.records);
}

function after(at: JobState, next: string, rows: number): JobState {
  return {...withoutPages(at), next, rows};
}

async function listPages({readContext, guard}: PageRun, at: JobState): Promise<PageList> {
  const {salesforce} = readContext.session;
  const job = {instanceUrl: await salesforce.instanceUrl(), apiVersion: salesforce.apiVersion};
  const parse = (answer: unknown) => parsePageList(answer, {...job, id: at.id});
  const path = at.next ?? '';
  guard.page(path);
  const list = parse(await salesforce.request({method: 'GET', path}));
  if (!list) throw unknownForm(path);
  for (const page of list.pages) guard.page(page);
  return list;
}

function unknownForm(path: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: 'the list of result pages is in an unknown form',
    facts: {errorCode: 'BROKEN_ANSWER', url: path},
  });
}

interface NumberedEnd extends PageEnd {
  index: number;
}

// Its records, and at last its number.
async function* readNumbered(
  {readContext}: PageRun,
  {path, index}: {path: string; index: number},
): AsyncGenerator<RecordBlock | NumberedEnd> {
  const end = yield* readPage(readContext, path);
  yield {...end, index};
}

// Pages of which each one names the next.
async function* readChain(run: PageRun, start: JobState): AsyncGenerator<ReadEvent> {
  const {readContext, base, guard} = run;
  let path = start.next ?? `${base}/results`;
  for (;;) {
    guard.page(path);
    const {count, next} = yield* readRecords(readContext, path);
    guard.count(count);
    if (next === undefined) return guard.end();
    path = `${base}/results?locator=${encodeURIComponent(next)}`;
    yield* checkpoint(readContext, {...start, next: path, rows: guard.records});
  }
}

async function* readRecords(
  readContext: ReadContext,
  path: string,
): AsyncGenerator<ReadEvent, PageEnd> {
  const pages = readPage(readContext, path);
  for (;;) {
    const {done, value} = await pages.next();
    if (done) return value;
    yield recordsOf(readContext, value);
  }
}

function recordsOf({progress}: ReadContext, records: RecordBlock): ReadEvent {
  return {kind: 'records', records: progress.pass(records)};
}

// The state after the last page is the one that ends the stream.
function* checkpoint({session, progress}: ReadContext, at: JobState): Generator<ReadEvent> {
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.atJob(at)}};
  assertWithinApiBudget(session);
}

function withoutPages({done: _, rows: _rows, next: _next, ...job}: JobState): JobState {
  return job;
}
