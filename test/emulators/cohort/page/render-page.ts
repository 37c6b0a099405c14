import type {Merchant} from '../merchant/merchant.js';
import type {Property} from '../merchant/property-book.js';
import {coreFields} from '../merchant/user-table.js';
import {Html, html} from './html.js';
import {style} from './style.js';

export interface PageContent {
  merchant: Merchant;
  search: string;
  /** From 1. */
  page: number;
  usersOnPage: number;
  /** The users on this page. */
  rows: readonly number[];
  /** How many users there are on all pages. */
  count: number;
}

/** The users of a merchant, those that changed last first, and its properties, as a web page. */
export function renderPage(content: PageContent): string {
  const {merchant, search, page} = content;
  // Someone who reads on or searches is not interrupted.
  const refresh = search || page > 1 ? '' : html`<meta http-equiv="refresh" content="3">`;
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${refresh}
<title>Cohort emulator: users</title><style>${new Html(style)}</style></head>
<body><main>
${heading(content)}
<p>${summary(content)} ${turning(content)}</p>
${usersTable(content)}
<h2>User properties</h2>
${propertiesTable(merchant)}
</main></body>
</html>`.text;
}

function heading({merchant, search}: PageContent): Html {
  const tab = (mode: string) => {
    const current = mode === merchant.mode ? html` aria-current="page"` : '';
    return html`<a href="/?mode=${mode}"${current}>${mode} data</a>`;
  };
  return html`<header><h1>Cohort emulator</h1><nav>${tab('test')}${tab('live')}</nav>
<form><input type="hidden" name="mode" value="${merchant.mode}">
<input type="search" name="search" value="${search}" placeholder="Part of an email" aria-label="Search by email">
<button>Search</button></form></header>`;
}

function summary({merchant, search, count, rows}: PageContent): string {
  const users = `${count.toLocaleString('en')} ${count === 1 ? 'user' : 'users'}`;
  if (search) return `${users} with “${search}” in their email.`;
  const latest = rows[0];
  if (latest === undefined) return 'No users yet. They show up here as they are imported.';
  const at = new Date(merchant.users.updatedAt(latest)).toISOString();
  return `${users}, the last change at ${at}.`;
}

function turning({merchant, search, page, usersOnPage, count}: PageContent): Html {
  const link = (to: number, words: string) => {
    return html`<a href="/?mode=${merchant.mode}&search=${encodeURIComponent(search)}&page=${to}">${words}</a> `;
  };
  const earlier = page > 1 ? link(page - 1, '← previous') : '';
  const later = page * usersOnPage < count ? link(page + 1, 'next →') : '';
  return html`${earlier}${later}`;
}

function usersTable({merchant, rows}: PageContent): Html {
  const {users, properties} = merchant;
  const heads = ['Email', 'Changed', 'First name', 'Last name', 'Language'];
  const names = [...heads, ...properties.all.map(({name}) => name), 'Cohort User ID'];
  const lines = rows.map(row => {
    const core = coreFields.map(field => cell(users.core[field][row]));
    const values = properties.all.map(({column}) => cell(column[row]));
    const changed = new Date(users.updatedAt(row)).toISOString().replace('T', ' ').slice(0, 19);
    return html`<tr>${cell(users.emails[row])}${cell(changed)}${core}${values}<td><code>${users.idOf(row)}</code></td></tr>\n`;
  });
  return table(names, lines);
}

function cell(value: unknown): Html {
  if (value === null || value === undefined) return html`<td class="none">–</td>`;
  const kind = typeof value === 'number' ? html` class="number"` : '';
  return html`<td${kind} title="${value}">${value}</td>`;
}

function table(names: readonly string[], lines: readonly Html[]): Html {
  return html`<div class="wide"><table><thead><tr>${names.map(name => html`<th>${name}</th>`)}</tr></thead>
<tbody>${lines}</tbody></table></div>`;
}

function propertiesTable({properties}: Merchant): Html {
  const line = ({name, referenceId, type, id}: Property) =>
    html`<tr><td>${name}</td><td><code>${referenceId}</code></td><td class="type">${type}</td><td><code>${id}</code></td></tr>\n`;
  return table(['Name', 'Reference ID', 'Type', 'ID'], properties.all.map(line));
}
