import {setTimeout as wait} from 'node:timers/promises';
import {ConnectorError, type RecordBlock} from '../../../spec/index.js';
import {CsvToJson} from '../../csv/csv-to-json.js';
import type {Reading} from '../reading.js';
import {csvColumns} from './csv-columns.js';

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 500;

/**
 * The records of one result page. A download that breaks off is begun again and goes on after the last record that was
 * yielded: a page's records never change their order. Resolves with the locator of the next page, if there is one.
 */
export async function* readPage(
  reading: Reading,
  path: string,
): AsyncGenerator<RecordBlock, string | undefined> {
  const {context} = reading.session;
  let sent = 0;
  let failures = 0;
  for (;;) {
    const download = downloadPage(reading, path);
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
      context.log('INFO', `The download of ${path} broke off (${reason}); it goes on.`);
      await wait(FIRST_PAUSE_MS * 2 ** (failures - 1));
    } finally {
      await download.return(undefined);
    }
  }
}

async function* downloadPage(
  {session: {salesforce}, plan}: Reading,
  path: string,
): AsyncGenerator<RecordBlock, string | undefined> {
  const {headers, body} = await salesforce.stream({
    method: 'GET',
    path,
    headers: {accept: 'text/csv'},
  });
  const csv = new CsvToJson(csvColumns(plan.fields));
  let count = 0;
  for await (const chunk of body) {
    const records = csv.push(chunk as Buffer);
    count += records.length;
    yield records;
  }
  const last = csv.end();
  count += last?.length ?? 0;
  const expected = Number(headers['sforce-numberofrecords'] ?? count);
  // A connection can also end without an error.
  if (!last || count !== expected) throw new Error(`${count} of ${expected} records came`);
  yield last;
  const locator = headers['sforce-locator'];
  return locator && locator !== 'null' ? locator : undefined;
}

function brokenOff(path: string, reason: string, cause: unknown): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Downloading the results of a bulk query broke off ${ATTEMPTS} times at the same place (${reason}).`,
    facts: {url: path},
    cause,
  });
}
