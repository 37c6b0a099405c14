import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {html} from 'hono/html';
import type {Explanation} from '../../person/format-person.js';
import {listRejects, readRejects} from '../../store/read-rejects.js';
import type {ConnectionFacts} from '../connections/facts.js';
import {historyPage} from '../pages/history-page.js';
import {addressOf, layout} from '../pages/layout.js';
import {personPage} from '../pages/person-page.js';
import {rejectedPage, type ShownReject} from '../pages/rejected-page.js';
import type {ConsoleApp, ConsoleParts} from './console-app.js';
import {ofConnection, pageContext} from './request.js';

const REJECTS_PER_PAGE = 50;
const MAX_LOG_BYTES = 200_000;
const LOG = /^[\w.-]+\.log$/;

/** What has happened: history, logs, rejected records and single people. */
export function addRecordRoutes(app: ConsoleApp, {connections, runs}: ConsoleParts): void {
  app.get(
    '/c/:name/history',
    ofConnection(connections, (request, facts) =>
      request.html(historyPage(pageContext(request), facts)),
    ),
  );

  app.get(
    '/c/:name/log',
    ofConnection(connections, async (request, facts) => {
      const file = request.req.query('file') ?? '';
      const text = LOG.test(file) ? await readEnd(join(facts.folder, 'logs', file)) : undefined;
      if (text === undefined) return request.notFound();
      const {name} = facts;
      const context = pageContext(request);
      const body = html`<p><a href="${addressOf(name, 'history')}">${context.t.back}</a></p><pre tabindex="0">${text}</pre>`;
      return request.html(layout(context, {title: file, place: {name, tab: 'history'}, body}));
    }),
  );

  app.get(
    '/c/:name/rejected',
    ofConnection(connections, async (request, facts) => {
      const code = request.req.query('code') ?? '';
      const total = countOf(facts, code);
      const pages = Math.max(1, Math.ceil(total / REJECTS_PER_PAGE));
      const wanted = Math.trunc(Number(request.req.query('page') ?? 1)) || 1;
      const page = Math.min(pages, Math.max(1, wanted));
      const rejects = await readPage(facts, {code, page});
      const shown = {rejects, page, pages, code};
      return request.html(rejectedPage(pageContext(request), facts, shown));
    }),
  );

  app.get(
    '/c/:name/person',
    ofConnection(connections, async (request, facts) => {
      const email = (request.req.query('email') ?? '').trim();
      const context = pageContext(request);
      if (email === '') return request.html(personPage(context, facts, {email}));
      if (facts.isRunning)
        return request.html(personPage(context, facts, {email, found: {error: context.t.busy}}));
      const run = await runs.ask(facts.path, 'explain', ['--email', email]);
      const error = run.summary?.errors.map(({message}) => message).join(' ');
      const found =
        run.summary || run.result === undefined
          ? {error: error || run.lines.join(' ')}
          : (run.result as Explanation);
      return request.html(personPage(context, facts, {email, found}));
    }),
  );
}

function countOf({rejects}: ConnectionFacts, code: string): number {
  return rejects.reduce(
    (sum, {count, byCode}) => sum + (code === '' ? count : (byCode[code] ?? 0)),
    0,
  );
}

async function readPage(
  {folder}: ConnectionFacts,
  {code, page}: {code: string; page: number},
): Promise<ShownReject[]> {
  const found: ShownReject[] = [];
  let skipped = (page - 1) * REJECTS_PER_PAGE;
  for (const {path} of await listRejects(join(folder, 'rejects'))) {
    for await (const {record, ...reject} of readRejects(path)) {
      if (code !== '' && reject.code !== code) continue;
      if (skipped > 0) skipped -= 1;
      else found.push({...reject, id: [record.Id, record.id].find(isText)});
      if (found.length === REJECTS_PER_PAGE) return found;
    }
  }
  return found;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** The end of a log; undefined when there is no such file. */
async function readEnd(path: string): Promise<string | undefined> {
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    const {size} = await file.stat();
    const start = Math.max(0, size - MAX_LOG_BYTES);
    const {buffer, bytesRead} = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
