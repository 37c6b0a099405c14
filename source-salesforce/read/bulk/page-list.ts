import {isObject, isObjects} from '../../salesforce/index.js';

/** Where the pages of a bulk query's results are. All are paths of this job, from the root of the host. */
export interface PageList {
  pages: readonly string[];
  /** The list of the pages after these; undefined when there are no more. */
  next: string | undefined;
}

/** The job whose pages are listed. */
export interface ListedJob {
  instanceUrl: string;
  apiVersion: string;
  id: string;
}

/**
 * The answer of `resultPages`; undefined when it is in no form we know. Salesforce's guide and its employees' clients
 * disagree on the names, and links may be absolute, paths, or relative to the API version.
 */
export function parsePageList(answer: unknown, job: ListedJob): PageList | undefined {
  if (!isObject(answer)) return undefined;
  const {resultPages, resultChunks, nextRecordsUrl, nextRecordUrl, done} = answer;
  const entries = resultPages ?? resultChunks;
  if (!isObjects(entries) || entries.length === 0) return undefined;
  const pages = entries.map(({resultUrl, resultLink}) =>
    toPath(resultUrl ?? resultLink, 'results', job),
  );
  const link = nextRecordsUrl ?? nextRecordUrl ?? undefined;
  const next = link === undefined ? undefined : toPath(link, 'resultPages', job);
  const isNextRight = link === undefined ? done !== false : done !== true && next !== undefined;
  const known = pages.filter(page => page !== undefined);
  const areDistinct = new Set(known).size === entries.length;
  return isNextRight && areDistinct ? {pages: known, next} : undefined;
}

function toPath(
  link: unknown,
  resource: 'results' | 'resultPages',
  {instanceUrl, apiVersion, id}: ListedJob,
): string | undefined {
  if (typeof link !== 'string' || link === '') return undefined;
  const version = `/services/data/v${apiVersion}`;
  const text = absolute(link, {instanceUrl, version});
  if (!URL.canParse(text)) return undefined;
  const {origin, pathname, search} = new URL(text);
  const isOurs = origin === instanceUrl && pathname === `${version}/jobs/query/${id}/${resource}`;
  return isOurs ? pathname + search : undefined;
}

// `https://...`, `/services/data/...`, `services/data/...`, `/jobs/...`, `jobs/...`
function absolute(link: string, org: {instanceUrl: string; version: string}): string {
  if (/^https?:/i.test(link)) return link;
  const path = link.startsWith('/') ? link : `/${link}`;
  return org.instanceUrl + (path.startsWith('/services/') ? path : org.version + path);
}
