import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Sessions} from '../../../harness/console/access/sessions.js';
import {Checks} from '../../../harness/console/connections/checks.js';
import {FolderConnections} from '../../../harness/console/connections/folder-connections.js';
import {Logins} from '../../../harness/console/connections/logins.js';
import {createApp} from '../../../harness/console/create-app.js';
import {Runs} from '../../../harness/console/runs/runs.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

export const HOST = '127.0.0.1:8080';

export const CONNECTION = `# Kept
salesforce: {login_url: 'https://acme.my.salesforce.com', client_id: key}
cohort: {}
import:
  enabled: true
  object: Contact
  email_field: Email
  users: all
  fields:
    FirstName: firstName # the first name
`;

/** The pages of a connection, and the first page. */
export const PATHS = [
  '/',
  ...[
    'settings',
    'plan',
    'run',
    'history',
    'rejected',
    'person',
    'events',
    'log',
    'login-state',
  ].map(path => `/c/acme/${path}`),
];

interface Settings {
  password?: string;
  proxyHeader?: string;
  metricsToken?: string;
  runs?: Runs;
}

/** The console over a folder with one connection, asked without a server between. */
export class ConsoleApp {
  readonly folder: string;
  sessions = new Sessions();
  #app: ReturnType<typeof createApp>;

  private constructor(folder: string) {
    this.folder = folder;
    this.#app = this.#create({});
  }

  static async open(): Promise<ConsoleApp> {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'acme.yaml'), CONNECTION);
    writeFileSync(
      join(folder, 'acme.secrets.yaml'),
      'salesforce: {refresh_token: secret-refresh-token}\ncohort: {api_key: test_secret-api-key}\n',
      {mode: 0o600},
    );
    return new ConsoleApp(folder);
  }

  /** Ends every session. */
  restart(settings: Settings): void {
    const {password} = settings;
    this.sessions = new Sessions(password === undefined ? {} : {password});
    this.#app = this.#create(settings);
  }

  logIn() {
    const session = this.sessions.openByToken(this.sessions.token ?? '');
    if (!session) throw new Error('The token was used already.');
    return {cookie: `console_session=${session.id}`, csrf: session.csrf};
  }

  get(path: string, headers: Record<string, string> = {}) {
    return this.#app.request(`http://${HOST}${path}`, {headers: {host: HOST, ...headers}});
  }

  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams(fields).toString();
    return this.#app.request(`http://${HOST}${path}`, {
      method: 'POST',
      body,
      headers: {
        host: HOST,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
        ...headers,
      },
    });
  }

  #create({proxyHeader, metricsToken, runs}: Settings): ReturnType<typeof createApp> {
    const running = runs ?? new Runs({file: '/no/such/program', args: []});
    const parts = {
      connections: new FolderConnections(this.folder),
      runs: running,
      logins: new Logins(0),
      checks: new Checks(running),
    };
    const access = {sessions: this.sessions, hosts: new Set([HOST]), proxyHeader};
    return createApp(parts, {access, metricsToken});
  }
}
