import type {Readable} from 'node:stream';
import type {HttpResponse} from '@cohort-salesforce/spec/http';
import type {Salesforce} from '../salesforce.js';

/** A page of a bulk query's results, as Salesforce announces it. */
export interface ResultPage {
  /** How many records it has. */
  count: number;
  /** The locator of the next page; undefined on the last one. */
  next: string | undefined;
  /** The CSV. Must be read to its end or destroyed. */
  body: Readable;
}

/**
 * Asks for a result page. Throws an Error when the answer does not say how many records it has, or whether another page
 * follows: it may be someone else's, and an incomplete result must not look complete.
 */
export async function openResultPage(salesforce: Salesforce, path: string): Promise<ResultPage> {
  const page = await salesforce.stream({method: 'GET', path, headers: {accept: 'text/csv'}});
  const {headers, body} = page;
  const count = headers['sforce-numberofrecords'] ?? '';
  const locator = headers['sforce-locator'];
  if (!/^\d+$/.test(count)) throw discard(page, 'it does not say how many records it has');
  if (!locator) throw discard(page, 'it does not say whether another page follows');
  // Salesforce writes the word for the last page.
  return {count: Number(count), next: locator === 'null' ? undefined : locator, body};
}

function discard({body}: HttpResponse, why: string): Error {
  body.once('error', () => {}).destroy();
  return new Error(why);
}
