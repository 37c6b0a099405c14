import type {ReadEvent, RecordBlock} from '../../../spec/index.js';
import {isObject, isObjects, keepToBudget, type QueryJob} from '../../salesforce/index.js';
import type {Reading} from '../reading.js';
import type {JobState} from '../stream-state.js';
import {merge} from './merge.js';
import {readPage} from './read-page.js';

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_parallel_job_results.htm */
interface ResultPages {
  resultPages: {resultUrl: string}[];
  nextRecordsUrl?: string | null;
}

// Below this the results come on one page or two: to ask which pages there are would cost a call more.
const WORTH_ASKING = 100_000;

/** All results of a complete job: up to five pages at once, with a state whenever one of them has been sent. */
export async function* readPages(
  reading: Reading,
  start: JobState,
  job: QueryJob,
): AsyncGenerator<ReadEvent> {
  const rows = job.numberRecordsProcessed ?? 0;
  if (rows === 0) return;
  const base = `/services/data/v${reading.session.salesforce.apiVersion}/jobs/query/${job.id}`;
  const first = rows > WORTH_ASKING ? `${base}/resultPages` : `${base}/results`;
  let at: JobState | undefined = {...start, next: start.next ?? first};
  while (at) {
    const isList: boolean = at.next?.includes('/resultPages') ?? false;
    at = isList ? yield* readListed(reading, at) : yield* readChained(reading, at);
  }
}

// Pages that a list names.
async function* readListed(
  reading: Reading,
  at: JobState,
): AsyncGenerator<ReadEvent, JobState | undefined> {
  const {salesforce} = reading.session;
  const list = await salesforce.request<ResultPages>({
    method: 'GET',
    path: at.next ?? '',
    isAnswer: isPageList,
  });
  const done = new Set(at.done);
  const pages = list.resultPages.map(({resultUrl}, index) => ({resultUrl, index}));
  const left = pages.filter(({index}) => !done.has(index));
  const next = list.nextRecordsUrl ? {...withoutDone(at), next: list.nextRecordsUrl} : undefined;
  for await (const sent of merge(left.map(page => readNumbered(reading, page)))) {
    if (typeof sent !== 'number') {
      yield recordsOf(reading, sent);
    } else {
      done.add(sent);
      const isAll = done.size === pages.length;
      yield* checkpoint(reading, isAll ? next : {...at, done: [...done]});
    }
  }
  return next;
}

function isPageList(answer: unknown): boolean {
  if (!isObject(answer) || !isObjects(answer.resultPages)) return false;
  const {resultPages, done, nextRecordsUrl} = answer;
  const isNextRight = done === true ? !nextRecordsUrl : typeof nextRecordsUrl === 'string';
  return isNextRight && resultPages.every(({resultUrl}) => typeof resultUrl === 'string');
}

// Its records, and at last its number.
async function* readNumbered(
  reading: Reading,
  {resultUrl, index}: {resultUrl: string; index: number},
): AsyncGenerator<RecordBlock | number> {
  yield* readPage(reading, resultUrl);
  yield index;
}

// Pages of which each one names the next.
async function* readChained(
  reading: Reading,
  at: JobState,
): AsyncGenerator<ReadEvent, JobState | undefined> {
  const path = at.next ?? '';
  const pages = readPage(reading, path);
  for (;;) {
    const {done, value} = await pages.next();
    if (!done) {
      yield recordsOf(reading, value);
      continue;
    }
    if (value === undefined) return undefined;
    const locator = encodeURIComponent(value);
    const next = {...at, next: `${path.split('?')[0]}?locator=${locator}`};
    yield* checkpoint(reading, next);
    return next;
  }
}

function recordsOf({progress}: Reading, records: RecordBlock): ReadEvent {
  return {kind: 'records', records: progress.pass(records)};
}

// The state after the last page is the one that ends the stream.
function* checkpoint({session, progress}: Reading, at: JobState | undefined): Generator<ReadEvent> {
  if (!at) return;
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.atJob(at)}};
  keepToBudget(session);
}

function withoutDone({done: _, ...job}: JobState): JobState {
  return job;
}
