import {ApiError, notFound} from '../answers/index.js';
import type {ResultPagesForm} from './result-pages-form.js';

const pagesAtOnce = 5;

interface Pages {
  /** Base URL of the org. */
  url: string;
  version: string;
  id: string;
  /** How many records the job found. */
  total: number;
  /** Number of the first record of the first page. */
  offset: number;
  size: number;
  locatorOf: (offset: number) => string;
}

/** The answer of `resultPages`: where up to five pages of a result are, and the five after them. */
export function resultPages(form: ResultPagesForm, pages: Pages): object {
  if (form.refusal) throw refusalOf(form.refusal);
  const {total, offset, size, locatorOf} = pages;
  const last = Math.min(offset + size * pagesAtOnce, Math.max(total, offset + 1));
  const links: object[] = [];
  for (let at = offset; at < last; at += size)
    links.push({[form.link]: linkTo(form, pages, 'results', locatorOf(at))});
  const end = offset + size * links.length;
  const done = end >= total;
  const next = done ? null : linkTo(form, pages, 'resultPages', locatorOf(end));
  return {[form.list]: links, [form.next]: next, done};
}

function linkTo(form: ResultPagesForm, pages: Pages, resource: string, locator: string): string {
  const {url, version, id, size} = pages;
  const below = `/jobs/query/${id}/${resource}?locator=${encodeURIComponent(locator)}&maxRecords=${size}`;
  const path = `/services/data/v${version}${below}`;
  const forms = {path, absolute: url + path, relative: below, bare: path.slice(1)};
  return forms[form.urls];
}

// What an org answers in which the preference for partial downloads is off is not documented.
function refusalOf(status: 400 | 403 | 404): ApiError {
  if (status === 404) return notFound();
  if (status === 403)
    return new ApiError(403, 'FUNCTIONALITY_NOT_ENABLED', 'Partial download is not enabled');
  return new ApiError(400, 'API_ERROR', 'Result pages are not supported for this job');
}
