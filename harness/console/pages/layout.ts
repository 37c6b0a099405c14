import {html} from 'hono/html';
import type {Texts} from '../text/en.js';

/** A piece of a page; what is put into its template is quoted. */
export type Html = ReturnType<typeof html>;

/** What every page needs to be rendered. */
export interface PageContext {
  t: Texts;
  /** Goes into every form. */
  csrf: string;
}

/** Where a page is within a connection. */
export interface Place {
  name: string;
  tab: Tab;
}

export type Tab = 'settings' | 'plan' | 'run' | 'history' | 'rejected' | 'person';

const TABS: readonly Tab[] = ['settings', 'plan', 'run', 'history', 'rejected', 'person'];

/** A whole page. */
export function layout(
  {t}: Pick<PageContext, 't'>,
  {title, place, body}: {title: string; place?: Place; body: Html},
): Html {
  return html`<!doctype html>
<html lang="${t.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${t.product}</title>
<link rel="stylesheet" href="/assets/console.css">
<script src="/assets/console.js" defer></script>
</head>
<body>
<a class="skip" href="#main">${t.skip}</a>
<header><a class="brand" href="/">${t.product}</a>${place && tabs(t, place)}</header>
<main id="main">
<h1>${title}</h1>
${body}
</main>
</body>
</html>`;
}

function tabs(t: Texts, {name, tab}: Place): Html {
  return html`<nav aria-label="${name}"><ul>${TABS.map(
    each =>
      html`<li><a href="${addressOf(name, each)}"${each === tab ? html` aria-current="page"` : ''}>${t[each]}</a></li>`,
  )}</ul></nav>`;
}

/** The address of a connection's page, with a query. */
export function addressOf(name: string, path: string, query: Record<string, string> = {}): string {
  const text = new URLSearchParams(query).toString();
  return `/c/${encodeURIComponent(name)}/${path}${text === '' ? '' : `?${text}`}`;
}

/** A form that changes something. */
export function form(
  {csrf}: Pick<PageContext, 'csrf'>,
  {action, body, attributes}: {action: string; body: Html; attributes?: Html},
): Html {
  return html`<form method="post" action="${action}"${attributes ?? ''}><input type="hidden" name="csrf" value="${csrf}">${body}</form>`;
}

/** A form with nothing but a button. */
export function button(
  context: Pick<PageContext, 'csrf'>,
  {action, label, isQuiet = false}: {action: string; label: string; isQuiet?: boolean},
): Html {
  return form(context, {
    action,
    body: html`<button${isQuiet ? html` class="quiet"` : ''}>${label}</button>`,
  });
}

/** A message about what happened or what is wrong. */
export function notice(kind: 'good' | 'bad' | 'info', body: Html | string): Html {
  return html`<div class="notice ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">${body}</div>`;
}

/** A time to the minute, in UTC. */
export function time(moment: string | number): Html {
  const iso = new Date(moment).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}

/** A value of a person's data as text. */
export function value(data: unknown, t: Texts): string {
  if (data === null || data === undefined || data === '') return t.empty;
  return typeof data === 'string' ? data : JSON.stringify(data);
}
