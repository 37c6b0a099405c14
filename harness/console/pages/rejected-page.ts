import {html} from 'hono/html';
import {formatNumber} from '../../report/format-summary.js';
import type {Reject} from '../../store/read-rejects.js';
import type {ConnectionFacts} from '../connections/facts.js';
import type {Texts} from '../text/en.js';
import {addressOf, button, type Html, layout, type PageContext} from './layout.js';

/** A rejection without its record, of which only the Id is shown. */
export type ShownReject = Omit<Reject, 'record'> & {id: string | undefined};

export interface RejectPage {
  rejects: readonly ShownReject[];
  /** From 1. */
  page: number;
  pages: number;
  /** The reason that is chosen; empty for all. */
  code: string;
}

/** Rejected records by reason, and one page of them by person. */
export function rejectedPage(
  context: PageContext,
  {name, rejects: files}: ConnectionFacts,
  shown: RejectPage,
): Html {
  const {t} = context;
  const counts = sumByCode(files.map(({byCode}) => byCode));
  const body =
    counts.length === 0
      ? html`<p>${t.nothingRejected}</p>`
      : html`
${button(context, {action: addressOf(name, 'retry'), label: t.retry})}<p class="small">${t.retryHint}</p>
${reasons(t, name, counts)}${people(t, name, shown)}`;
  return layout(context, {title: `${name}: ${t.rejected}`, place: {name, tab: 'rejected'}, body});
}

function reasons(t: Texts, name: string, counts: readonly [string, number][]): Html {
  const rows = counts.map(
    ([code, count]) =>
      html`<tr><th scope="row"><a href="${addressOf(name, 'rejected', {code})}">${code}</a></th><td class="number">${formatNumber(count)}</td><td>${t.advice[code] ?? t.otherAdvice}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t.reason}"><table><thead><tr><th scope="col">${t.reason}</th><th scope="col" class="number">${t.count}</th><th scope="col">${t.whatToDo}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function people(t: Texts, name: string, {rejects, page, pages, code}: RejectPage): Html {
  const rows = rejects.map(
    reject =>
      html`<tr><th scope="row">${personLink(name, reject)}</th><td>${reject.code}</td><td>${reject.message}</td></tr>`,
  );
  const link = (to: number, label: string) =>
    to < 1 || to > pages
      ? ''
      : html`<a href="${addressOf(name, 'rejected', {...(code && {code}), page: String(to)})}">${label}</a>`;
  return html`<h2>${code === '' ? t.all : code}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${t.rejected}"><table><thead><tr><th scope="col">${t.key}</th><th scope="col">${t.reason}</th><th scope="col">${t.message}</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="pages">${link(page - 1, t.previous)} ${t.page(page, pages)} ${link(page + 1, t.next)}</p>`;
}

// Without a valid address, the Id is what finds the record.
function personLink(name: string, {key, code, id}: ShownReject): Html | string {
  const email = key?.includes('@') && code !== 'EMAIL_INVALID' ? key : undefined;
  const address = email
    ? html`<a href="${addressOf(name, 'person', {email})}">${email}</a>`
    : (key ?? '–');
  return id === undefined ? address : html`${address}<small class="small">${id}</small>`;
}

/** The largest first. */
function sumByCode(files: readonly Readonly<Record<string, number>>[]): [string, number][] {
  const total = new Map<string, number>();
  for (const [code, count] of files.flatMap(file => Object.entries(file))) {
    total.set(code, (total.get(code) ?? 0) + count);
  }
  return [...total].sort(([, one], [, other]) => other - one);
}
