import {setTimeout as wait} from 'node:timers/promises';
import {ConnectorError, type RecordBlock} from '@cohort-salesforce/spec';
import {CsvToJson, openResultPage} from '../../salesforce/index.js';
import type {ReadContext} from '../read-context.js';
import {csvCompounds} from './bulk-fields.js';
import {csvColumns} from './csv-columns.js';

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 500;
const UNREAD: PageEnd = {count: 0, next: undefined};

/** What is known of a page once it has been read. */
export interface PageEnd {
  count: number;
  /** The locator of the next page; undefined on the last one. */
  next: string | undefined;
}

/**
 * The records of one result page. A download that breaks off is begun again and goes on after the last record that was
 * yielded: a page's records never change their order.
 */
export async function* readPage(
  readContext: ReadContext,
  path: string,
): AsyncGenerator<RecordBlock, PageEnd> {
  const {context} = readContext.session;
  let sent = 0;
  let failures = 0;
  for (;;) {
    const download = downloadPage(readContext, path);
    const sentBefore = sent;
    let seen = 0;
    try {
      for (;;) {
        const {done, value} = await download.next();
        if (done) return value;
        const fresh = value.without(Math.max(0, sent - seen));
        seen += value.length;
        sent = Math.max(sent, seen);
        yield fresh;
      }
    } catch (error) {
      if (error instanceof ConnectorError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      // A destination that takes its time makes a page outlast many connections.
      failures = sent > sentBefore ? 1 : failures + 1;
      if (failures === ATTEMPTS) throw brokenOff(path, reason, error);
      context.log('INFO', `The download of ${path} was interrupted (${reason}) and continues.`);
      await wait(FIRST_PAUSE_MS * 2 ** (failures - 1));
    } finally {
      await download.return(UNREAD);
    }
  }
}

async function* downloadPage(
  {session: {salesforce}, plan}: ReadContext,
  path: string,
): AsyncGenerator<RecordBlock, PageEnd> {
  const {count, next, body} = await openResultPage(salesforce, path);
  const csv = new CsvToJson(csvColumns(plan), csvCompounds(plan));
  let came = 0;
  for await (const chunk of body) {
    const records = csv.push(chunk as Buffer);
    came += records.length;
    if (came > count) throw tooMany(path, count);
    yield records;
  }
  const last = csv.end();
  came += last?.length ?? 0;
  // A connection can also end without an error.
  if (!last || came !== count) throw new Error(`${came} of ${count} records came`);
  yield last;
  return {count, next};
}

function tooMany(path: string, count: number): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Downloading the results of a bulk query: the page has more than the ${count} records that Salesforce announced. Run again; if it happens again, check for a proxy in between.`,
    facts: {errorCode: 'WRONG_COUNT', url: path},
  });
}

function brokenOff(path: string, reason: string, cause: unknown): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Downloading the results of a bulk query broke off ${ATTEMPTS} times at the same place (${reason}).`,
    facts: {url: path},
    cause,
  });
}
