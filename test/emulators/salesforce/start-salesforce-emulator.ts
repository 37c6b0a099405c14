import type {FastifyInstance} from 'fastify';
import {addAsyncRoutes} from './bulk1/index.js';
import type {Context} from './context.js';
import {createContext} from './create-context.js';
import {keepInFile} from './data-file.js';
import {
  type Account,
  addOAuthRoutes,
  allScopes,
  type ConnectedApp,
  createConnectedApp,
  type GrantContext,
} from './oauth/index.js';
import type {SalesforceEmulatorOptions} from './options.js';
import {addApiRoutes} from './rest/index.js';
import {addScenarioRoutes} from './scenarios/index.js';
import {answerErrors} from './server/answer-errors.js';
import {authenticateCalls} from './server/authenticate.js';
import {addBodyParsers} from './server/body-parsers.js';
import {checkLengths} from './server/check-length.js';
import {createServer} from './server/create-server.js';
import {addSoapRoutes} from './soap/index.js';
import {makeCertificates} from './tls/index.js';
import {addUsers} from './users.js';

/** What a client needs to log in to the emulator, in every way it offers. */
export interface SalesforceCredentials {
  login_url: string;
  instance_url: string;
  access_token: string;
  refresh_token: string;
  client_id: string;
  client_secret: string;
  username: string;
  password: string;
  security_token: string;
  /** PEM, for the JWT bearer flow; the connected app holds its public half. */
  readonly private_key: string;
}

export interface SalesforceEmulator {
  /** Base URL, such as `http://127.0.0.1:40001`. */
  url: string;
  credentials: SalesforceCredentials;
  /** With `tls`: the file with the certificate of the CA that clients have to trust. */
  caFile?: string;
  close(): Promise<void>;
}

/** Starts an emulated Salesforce org on a port of this machine. Any number can run in one process. */
export async function startSalesforceEmulator(
  options: SalesforceEmulatorOptions = {},
): Promise<SalesforceEmulator> {
  const {port = 0, host = '127.0.0.1', seed = 1, clock} = options;
  const secure = options.tls ? makeCertificates([...tlsHosts, host], options.caFile) : undefined;
  const app = createServer(secure);
  const context = createContext(app, options);
  const connectedApp = createConnectedApp(seed);
  const integration = addUsers(context);
  const file = options.dataFile ? await keepInFile(options.dataFile, context.org) : undefined;
  context.onReseed = () => file?.restart();
  if (options.onProgress) await context.org.prepare(options.onProgress);
  if (clock) dateAnswers(app, clock);
  addBodyParsers(app);
  answerErrors(app);
  checkLengths(app);
  addScenarioRoutes(app, context);
  addOAuthRoutes(app, context, grantContext(context, connectedApp, integration));
  addSoapRoutes(app, context);
  addAsyncRoutes(app, context);
  addApiRoutes({app, sessionOf: authenticateCalls(app, context)}, context);
  const address = await app.listen({port, host});
  context.url = secure ? address.replace('http:', 'https:') : address;
  return {
    url: context.url,
    credentials: credentialsOf(context, connectedApp, integration),
    ...(secure ? {caFile: secure.caFile} : {}),
    close: async () => {
      await app.close();
      await file?.close();
    },
  };
}

// Clients that cannot be told another address are led here by the hosts file.
const tlsHosts = [
  'localhost',
  '127.0.0.1',
  'login.salesforce.com',
  'test.salesforce.com',
  '*.my.salesforce.com',
];

function grantContext(
  context: Context,
  app: ConnectedApp,
  integration: Account,
): Omit<GrantContext, 'redeemCode'> {
  const {tokens, options, clock} = context;
  return {
    tokens,
    app,
    integration,
    rotateRefreshTokens: options.rotateRefreshTokens ?? false,
    audiences: () => [
      'https://login.salesforce.com',
      'https://test.salesforce.com',
      context.url,
      options.instanceUrl ?? context.url,
    ],
    clock,
  };
}

function credentialsOf(
  {url, tokens, options}: Context,
  app: ConnectedApp,
  account: Account,
): SalesforceCredentials {
  const grant = {account, clientId: app.clientId, scope: allScopes};
  return {
    login_url: url,
    instance_url: options.instanceUrl ?? url,
    access_token: tokens.giveAccess(grant).token,
    refresh_token: tokens.giveRefresh(grant),
    client_id: app.clientId,
    client_secret: app.clientSecret,
    username: account.username,
    password: account.password,
    security_token: account.securityToken,
    get private_key() {
      return app.keys.privateKey;
    },
  };
}

// Without a clock of its own Node dates them.
function dateAnswers(app: FastifyInstance, clock: () => number): void {
  app.addHook('onRequest', async (_, reply) => {
    reply.header('date', new Date(clock()).toUTCString());
  });
}
