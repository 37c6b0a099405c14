import {Hono} from 'hono';
import {html} from 'hono/html';
import {toMetrics} from '../report/to-metrics.js';
import {
  type Access,
  type Environment,
  guardHost,
  keepSession,
  requireSession,
} from './access/protect.js';
import {isSameText} from './access/sessions.js';
import {script} from './assets/script.js';
import {style} from './assets/style.js';
import {isMoving} from './connections/facts.js';
import {type Html, layout, notice} from './pages/layout.js';
import {addRecordRoutes} from './routes/add-record-routes.js';
import {addRunRoutes} from './routes/add-run-routes.js';
import {addSettingsRoutes} from './routes/add-settings-routes.js';
import type {ConsoleApp, ConsoleParts} from './routes/console-app.js';
import type {Request} from './routes/request.js';
import {pageContext} from './routes/request.js';
import {chooseLanguage} from './text/choose-language.js';

/** All pages of the console, behind its access rules. */
export function createApp(
  parts: ConsoleParts,
  {access, metricsToken}: {access: Access; metricsToken: string | undefined},
): ConsoleApp {
  const app = new Hono<Environment>();
  app.get('/healthz', request => request.json({status: 'ok'}));
  app.use(guardHost(access));
  app.get('/assets/console.css', request => asset(request, style, 'text/css'));
  app.get('/assets/console.js', request => asset(request, script, 'text/javascript'));
  addMetrics(app, parts, metricsToken);
  app.post('/log-in', request => logInByPassword(request, access));
  app.use(requireSession(access, request => askToLogIn(request, access)));
  addSettingsRoutes(app, parts);
  addRunRoutes(app, parts);
  addRecordRoutes(app, parts);
  app.notFound(request => {
    const {t} = request.get('session')
      ? pageContext(request)
      : {t: chooseLanguage(request.req.header('accept-language'))};
    return request.html(layout({t}, {title: t.notFound, body: html``}), 404);
  });
  return app;
}

function asset(request: Request, text: string, type: string): Response {
  return request.body(text, 200, {'content-type': `${type}; charset=utf-8`});
}

function addMetrics(app: ConsoleApp, {connections}: ConsoleParts, token: string | undefined): void {
  app.get('/metrics', async request => {
    const [, given = ''] = /^Bearer (.+)$/.exec(request.req.header('authorization') ?? '') ?? [];
    if (token === undefined || !isSameText(given, token)) {
      return request.text(
        'Expected: Authorization: Bearer and the token of --metrics-token-file.',
        401,
      );
    }
    const files = await connections.list();
    const facts = await Promise.all(files.map(file => connections.facts(file)));
    const runs = facts.flatMap(({name, runs: past}) => {
      const last = past.findLast(isMoving);
      if (!last) return [];
      const endedAt = Date.parse(last.started) + last.seconds * 1000;
      return [{command: last.command, connection: name, summary: last, endedAt}];
    });
    return request.text(toMetrics(runs), 200, {'content-type': 'text/plain; version=0.0.4'});
  });
}

/** Anybody without a session: takes the one-time token, or asks for the password. */
function askToLogIn(request: Request, access: Access): Response | Promise<Response> {
  const {sessions} = access;
  const token = request.req.query('token');
  const session = token === undefined ? undefined : sessions.openByToken(token);
  if (session) {
    keepSession(request, session);
    return request.redirect('/', 303);
  }
  return request.html(logInPage(request, access), 401);
}

async function logInByPassword(request: Request, {sessions, ...access}: Access): Promise<Response> {
  const form = await request.req.formData().catch(() => undefined);
  const origin = request.req.header('origin');
  const isForeign = origin !== undefined && !access.hosts.has(origin.replace(/^https?:\/\//, ''));
  const opened = isForeign ? 'wrong' : sessions.openByPassword(String(form?.get('password') ?? ''));
  if (typeof opened === 'string') {
    return request.html(
      logInPage(request, {sessions, ...access}, opened),
      opened === 'locked' ? 429 : 401,
    );
  }
  keepSession(request, opened);
  return request.redirect('/', 303);
}

function logInPage(request: Request, {sessions}: Access, refused?: 'wrong' | 'locked'): Html {
  const t = chooseLanguage(request.req.header('accept-language'));
  const body = sessions.hasPassword
    ? html`${refused === undefined ? '' : notice('bad', refused === 'wrong' ? t.wrongPassword : t.tooManyAttempts)}<form method="post" action="/log-in"><label>${t.password}<input type="password" name="password" required autocomplete="current-password"></label><button>${t.logIn}</button></form>`
    : html`<p>${t.openAddress}</p>`;
  return layout({t}, {title: t.logIn, body});
}
