import {readFile} from 'node:fs/promises';
import {toConnectorError} from '@cohort-salesforce/spec';
import {html} from 'hono/html';
import {type Document, parse} from 'yaml';
import type {Offered} from '../../commands/offers.js';
import {isMapping} from '../../connection/merge-mappings.js';
import {secretsPathOf} from '../../connection/read-connection.js';
import {readSecrets} from '../../connection/secrets-file.js';
import type {Connection} from '../../generated/types.js';
import {withoutHiddenFolders} from '../../report/hidden-folders.js';
import {connectionText} from '../../setup/connection-text.js';
import {secretsFor} from '../../systems/index.js';
import {applySettings} from '../connections/apply-settings.js';
import type {ConsoleConnections} from '../connections/console-connections.js';
import {editConnection, OUTDATED} from '../connections/edit-connection.js';
import type {ConnectionFacts} from '../connections/facts.js';
import {connectionsPage} from '../pages/connections-page.js';
import {addressOf, layout} from '../pages/layout.js';
import {settingsPage} from '../pages/settings-page.js';
import type {SettingsView} from '../pages/settings-view.js';
import type {ConsoleApp, ConsoleParts} from './console-app.js';
import {field, ofConnection, pageContext, type Request} from './request.js';

type Message = SettingsView['message'];

/** The list of connections, and everything that changes one. */
export function addSettingsRoutes(app: ConsoleApp, parts: ConsoleParts): void {
  const {connections, logins, checks} = parts;
  const offers = new Map<string, Offered>();

  const list = async (request: Request, problem?: string) => {
    const files = await connections.list();
    const facts = await Promise.all(files.map(file => connections.facts(file)));
    const page = connectionsPage(pageContext(request), {connections: facts, problem});
    return request.html(page, problem === undefined ? 200 : 400);
  };

  async function show(
    request: Request,
    facts: ConnectionFacts,
    message?: Message,
    refused?: FormData,
  ) {
    const view = await readView(request, facts, parts);
    const offered = offers.get(facts.path);
    const page = settingsPage(pageContext(request), facts, {...view, offered, message, refused});
    return request.html(page, message?.kind === 'bad' ? 400 : 200);
  }

  app.get('/', request => list(request));

  app.post('/connections', async request => {
    const problem = await create(request, connections);
    if (problem !== undefined) return list(request, problem);
    return request.redirect(addressOf(field(request, 'name'), 'settings'), 303);
  });

  app.get(
    '/c/:name/settings',
    ofConnection(connections, async (request, facts) => {
      if (request.req.query('fields') === 'yes' && !offers.has(facts.path)) {
        const offered = await ask(facts, parts);
        if (typeof offered === 'string') return show(request, facts, {kind: 'bad', text: offered});
        offers.set(facts.path, offered);
      }
      return show(request, facts);
    }),
  );

  app.post(
    '/c/:name/settings',
    ofConnection(connections, async (request, facts) => {
      const form = request.get('form');
      const {t} = pageContext(request);
      const edit = {
        version: field(request, 'version'),
        change: (document: Document) => applySettings(document, form),
      };
      const problem = await connections
        .change(facts, path => editConnection(path, edit))
        .catch(error => messageOf(error));
      checks.forget(facts.path);
      if (problem !== undefined) {
        const current = await connections.facts(facts);
        if (problem === OUTDATED) return show(request, current, {kind: 'bad', text: t.outdated});
        return show(request, current, {kind: 'bad', text: problem}, form);
      }
      return show(request, await connections.facts(facts), {kind: 'good', text: t.saved});
    }),
  );

  app.post(
    '/c/:name/check',
    ofConnection(connections, async (request, facts) => {
      if (!facts.isRunning) await checks.check(facts.path);
      return request.redirect(addressOf(facts.name, 'settings'), 303);
    }),
  );

  for (const action of ['pause', 'resume'] as const) {
    app.post(
      `/c/:name/${action}`,
      ofConnection(connections, async (request, facts) => {
        await connections.setPaused(facts, action === 'pause');
        return request.redirect(addressOf(facts.name, 'settings'), 303);
      }),
    );
  }

  app.post(
    '/c/:name/connect',
    ofConnection(connections, async (request, facts) => {
      const context = pageContext(request);
      try {
        const url = await logins.begin(facts.path, field(request, 'client_secret'));
        offers.delete(facts.path);
        // A redirect of a form to another site would break the form-action policy.
        const body = html`<meta http-equiv="refresh" content="0; url=${url}"><p><a href="${url}">${context.t.continueAtSalesforce}</a></p>`;
        return request.html(layout(context, {title: context.t.salesforce, body}));
      } catch (error) {
        return show(request, facts, {kind: 'bad', text: messageOf(error)});
      }
    }),
  );

  app.get(
    '/c/:name/login-state',
    ofConnection(connections, (request, {path}) =>
      request.json(logins.state(path) ?? {isUnderWay: true}),
    ),
  );

  app.post(
    '/c/:name/key',
    ofConnection(connections, async (request, facts) => {
      try {
        const [key, database] = [field(request, 'api_key'), field(request, 'database')];
        await connections.change(facts, path =>
          database === '' ? logins.storeKey(path, key) : logins.storeDatabase(path, database),
        );
        offers.delete(facts.path);
        checks.forget(facts.path);
        return request.redirect(addressOf(facts.name, 'settings'), 303);
      } catch (error) {
        return show(request, facts, {kind: 'bad', text: messageOf(error)});
      }
    }),
  );
}

async function ask(
  {path, isRunning}: ConnectionFacts,
  {runs}: ConsoleParts,
): Promise<Offered | string> {
  const {import: imported} = await readWritten(path);
  const {object = 'Contact', email_field = 'Email'} = imported;
  if (isRunning) return 'Another run of this connection is under way. Wait for it to end.';
  const options = ['--object', object, '--email-field', email_field];
  const run = await runs.ask(path, 'offers', options);
  if (run.summary === undefined && run.result !== undefined) return run.result as Offered;
  const errors = run.summary?.errors.map(({message}) => message) ?? run.lines;
  return errors.join(' ');
}

async function readView(
  request: Request,
  {path}: ConnectionFacts,
  {logins, checks}: ConsoleParts,
): Promise<Omit<SettingsView, 'offered' | 'message'>> {
  const connection = await readWritten(path);
  const secrets = await readSecrets(secretsPathOf(path, connection)).catch(() => ({}));
  const {salesforce = {}, cohort = {}} = secrets as Record<string, Record<string, unknown>>;
  const {api_key, channel} = cohort;
  // A reference to the environment is written in the file itself.
  const {url} = {...connection.cohort.channel, ...(isMapping(channel) && channel)} as {
    url?: unknown;
  };
  return {
    connection,
    text: await readFile(path, 'utf8'),
    stored: {
      salesforce: secretsFor('salesforce', {...connection.salesforce}).every(
        name => salesforce[name],
      ),
      cohortKey: typeof api_key === 'string' ? api_key : undefined,
      database: url !== undefined,
    },
    login: logins.state(path),
    check: checks.latest(path),
    search: request.req.query('search') ?? '',
    page: Math.max(1, Math.trunc(Number(request.req.query('page') ?? 1)) || 1),
  };
}

/** The connection as it is written, whether it is valid or not. */
async function readWritten(path: string): Promise<Connection> {
  const empty = {salesforce: {client_id: ''}, cohort: {}, import: {enabled: false}};
  try {
    const {salesforce, cohort, import: imported, ...rest} = parse(await readFile(path, 'utf8'));
    return {
      ...rest,
      salesforce: {...empty.salesforce, ...salesforce},
      cohort: {...cohort},
      import: {...empty.import, ...imported},
    };
  } catch {
    return empty;
  }
}

async function create(
  request: Request,
  connections: ConsoleConnections,
): Promise<string | undefined> {
  const name = field(request, 'name');
  if (!/^[A-Za-z0-9][\w-]{0,59}$/.test(name)) return `A connection cannot be called "${name}".`;
  const [login_url, api_url] = [field(request, 'login_url'), field(request, 'api_url')];
  const connection = {
    salesforce: {
      auth_type: 'Client' as const,
      ...(login_url && {login_url}),
      client_id: field(request, 'client_id'),
    },
    cohort: {...(api_url && {api_url})},
    import: {enabled: false},
  };
  return connections.create(name, connectionText(connection));
}

/** Without the folder of a copy of the store's files, which means nothing to people. */
function messageOf(error: unknown): string {
  return withoutHiddenFolders(toConnectorError(error).message);
}
