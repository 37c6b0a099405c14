import type {ServerResponse} from 'node:http';
import {PAGE_STYLE} from './page-style.js';

/** What came of a login, for the person in the browser. */
export interface ResultPage {
  title: string;
  text: string;
  /** Who is connected to what, by label. */
  facts?: Readonly<Record<string, string>>;
  /** What to do now. */
  next?: string;
  isGood: boolean;
}

/** Resolves when the page is on its way, or the browser is gone. */
export function showPage(
  response: ServerResponse,
  status: number,
  page: ResultPage,
): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  // The reader may be gone before all of it is written.
  return new Promise(resolve => {
    response.once('close', resolve).end(toHtml(page), () => resolve());
  });
}

function toHtml({title, text, facts = {}, next, isGood}: ResultPage): string {
  const rows = Object.entries(facts).map(
    ([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} | Salesforce ⇄ Cohort</title><style>${PAGE_STYLE}</style></head>
<body><main><div class="card">
<p class="product">Salesforce ⇄ Cohort</p>
<h1 class="${isGood ? 'good' : 'bad'}">${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
${rows.length > 0 ? `<dl>${rows.join('')}</dl>` : ''}
${next === undefined ? '' : `<p>${escapeHtml(next)}</p>`}
</div></main></body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.codePointAt(0)};`);
}
