import {controlEmulator} from '../control/index.js';
import {BulkUsage} from './bulk/index.js';
import {
  type Account,
  addOAuthRoutes,
  allScopes,
  type ConnectedApp,
  createConnectedApp,
  type GrantContext,
  TokenStore,
} from './oauth/index.js';
import type {SalesforceEmulatorOptions} from './options.js';
import {Org} from './org/index.js';
import {addApiRoutes} from './rest/index.js';
import {answerErrors} from './server/answer-errors.js';
import {ApiUsage} from './server/api-usage.js';
import {authenticateCalls} from './server/authenticate.js';
import {addBodyParsers} from './server/body-parsers.js';
import {compressAnswers} from './server/compress-answers.js';
import type {Context} from './server/context.js';
import {createServer} from './server/create-server.js';
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
  close(): Promise<void>;
}

/** Starts an emulated Salesforce org on a port of this machine. Any number can run in one process. */
export async function startSalesforceEmulator(
  options: SalesforceEmulatorOptions = {},
): Promise<SalesforceEmulator> {
  const {port = 0, host = '127.0.0.1', seed = 1, clock = Date.now} = options;
  const app = createServer(undefined);
  const {contacts = 1000, leads = 0, describeFiles = []} = options;
  const org = new Org({contacts, leads, seed, describeFiles, clock});
  const tokens = new TokenStore({org, seed, clock, lifeSeconds: options.tokenLifeSeconds});
  const usage = new ApiUsage(
    options.dailyApiRequests ?? 100_000,
    options.usedApiRequests ?? 0,
    options.limitInfoSuffix,
  );
  const bulkUsage = new BulkUsage();
  compressAnswers(app);
  const control = controlEmulator(app, {
    stats: () => ({apiRequests: usage.used, ...bulkUsage.limits()}),
    reseed: () => org.reseed(),
    reset: () => {
      usage.reset();
      bulkUsage.reset();
      org.visibleAfterMs = 0;
    },
    actions: {
      'expire-tokens': () => tokens.expireAccess(),
      'daily-limit': () => usage.exhaust(),
      'late-rows': ({visibleAfterMs}) => {
        org.visibleAfterMs = Number(visibleAfterMs ?? 0);
      },
    },
    kinds: ['lock-rows', 'fail-query-job', 'fail-ingest-job'],
    faults: options.faults ?? [],
  });
  const context: Context = {options, org, tokens, usage, bulkUsage, control, clock, url: ''};
  const connectedApp = createConnectedApp(seed);
  const integration = addUsers(context);
  addBodyParsers(app);
  answerErrors(app);
  addOAuthRoutes(app, context, grantContext(context, connectedApp, integration));
  addApiRoutes({app, sessionOf: authenticateCalls(app, context)}, context);
  context.url = await app.listen({port, host});
  return {
    url: context.url,
    credentials: credentialsOf(context, connectedApp, integration),
    close: () => app.close(),
  };
}

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
