import {
  type SalesforceEmulator,
  type SalesforceEmulatorOptions,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {connectSalesforce} from '@cohort-salesforce/source-salesforce/salesforce';
import {ConnectorError} from '@cohort-salesforce/spec';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createSessions} from '../../../source-salesforce/salesforce/login/sessions.js';
import {recordingContext} from '../../fixtures/recording-context.js';

let emulator: SalesforceEmulator;

async function start(options: SalesforceEmulatorOptions) {
  emulator = await startSalesforceEmulator({contacts: 10, ...options});
}

beforeEach(() => start({rotateRefreshTokens: true}));
afterEach(() => emulator.close());

function login() {
  const {login_url, client_id, client_secret, refresh_token} = emulator.credentials;
  return {login_url, client_id, client_secret, refresh_token, lookback_window: 'PT1M'};
}

function fault(rule: object) {
  return fetch(`${emulator.url}/__emulator/faults`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(rule),
  });
}

test('a new refresh token is saved with the whole config before anything else', async () => {
  const recorded = recordingContext();
  const salesforce = await connectSalesforce(login(), recorded.context);
  expect(recorded.saved).toEqual([{...login(), refresh_token: expect.any(String)}]);
  expect(recorded.saved).not.toEqual([login()]);
  await salesforce.close();
});

test('calls that are refused together log in once more, with the token that was saved last', async () => {
  const recorded = recordingContext();
  const salesforce = await connectSalesforce(login(), recorded.context);
  await fault({kind: 'expire-tokens'});
  await Promise.all(['Contact', 'Account', 'Lead'].map(object => salesforce.describe(object)));
  expect(recorded.saved.length).toBe(2);
  expect(recorded.calls).toBe(6);
  await salesforce.close();
});

test('of calls refused at the same moment one uses the refresh token, which is good once', async () => {
  const used: unknown[] = [];
  const sessions = createSessions(login(), recordingContext().context, async config => {
    used.push(config.refresh_token);
    const next = `next-${used.length}`;
    return {access_token: next, refresh_token: next, instance_url: emulator.url};
  });
  const refused = await sessions.current();
  const renewed = await Promise.all([sessions.renew(refused), sessions.renew(refused)]);
  expect(renewed.map(({accessToken}) => accessToken)).toEqual(['next-2', 'next-2']);
  expect(used).toEqual([login().refresh_token, 'next-1']);
});

test.each([
  ['that failed only for now', 'transient_error', 3],
  ['that was refused', 'config_error', 2],
] as const)(
  'a login %s is tried by later calls as often as it makes sense',
  async (_, failure, wanted) => {
    let logins = 0;
    const sessions = createSessions(login(), recordingContext().context, async () => {
      logins++;
      if (logins === 2) throw new ConnectorError({failure, message: 'no login'});
      return {access_token: `token-${logins}`, instance_url: emulator.url};
    });
    const refused = await sessions.current();
    await expect(sessions.renew(refused)).rejects.toThrow('no login');
    await sessions.current().catch(() => {});
    await sessions.current().catch(() => {});
    expect(logins).toBe(wanted);
  },
);

test('a session that is refused again ends the call, and says what to ask for', async () => {
  const recorded = recordingContext();
  const salesforce = await connectSalesforce(login(), recorded.context);
  await fault({
    route: '/services/data/*',
    answer: {
      status: 401,
      body: [{errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid'}],
    },
  });
  const failure = await salesforce.describe('Contact').catch(error => error);
  expect(failure).toMatchObject({
    failure: 'config_error',
    facts: {errorCode: 'INVALID_SESSION_ID', status: 401},
  });
  expect(failure.message).toContain('administrator');
  expect(recorded.calls).toBe(2);
  await salesforce.close();
});

test('the end of the daily calls is transient', async () => {
  const salesforce = await connectSalesforce(login(), recordingContext().context);
  await fault({kind: 'daily-limit'});
  await expect(salesforce.query('SELECT Id FROM Contact')).rejects.toMatchObject({
    failure: 'transient_error',
    facts: {errorCode: 'REQUEST_LIMIT_EXCEEDED', status: 403},
  });
  await salesforce.close();
});

test('too many calls at once are waited for', async () => {
  const salesforce = await connectSalesforce(login(), recordingContext().context);
  await fault({
    route: '*/query',
    times: 1,
    answer: {
      status: 403,
      body: [
        {
          errorCode: 'REQUEST_LIMIT_EXCEEDED',
          message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
        },
      ],
    },
  });
  expect((await salesforce.query('SELECT Id FROM Contact')).totalSize).toBeGreaterThan(0);
  await salesforce.close();
});

test('creating records is not repeated when the answer is lost, updating them is', async () => {
  const salesforce = await connectSalesforce(login(), recordingContext().context);
  await fault({method: 'POST', route: '*/composite/sobjects', times: 1, loseReply: true});
  await expect(
    salesforce.collections.create('Contact', [{LastName: 'Once'}]),
  ).rejects.toMatchObject({failure: 'transient_error', facts: {status: 0}});
  const {records} = await salesforce.query("SELECT Id FROM Contact WHERE LastName = 'Once'");
  expect(records.length).toBe(1);
  await fault({method: 'PATCH', route: '*/composite/sobjects', times: 1, loseReply: true});
  const [updated] = await salesforce.collections.update('Contact', [
    {Id: records[0]?.Id, LastName: 'Twice'},
  ]);
  expect(updated?.success).toBe(true);
  await salesforce.close();
});

test('a dead refresh token is a config error that says what to do', async () => {
  await expect(
    connectSalesforce({...login(), refresh_token: 'dead'}, recordingContext().context),
  ).rejects.toMatchObject({failure: 'config_error', facts: {errorCode: 'invalid_grant'}});
});

test('a token is sent neither to a host that is not Salesforce nor over plain http', async () => {
  await emulator.close();
  await start({instanceUrl: 'https://salesforce.com.evil.example'});
  await expect(connectSalesforce(login(), recordingContext().context)).rejects.toThrow(
    'neither Salesforce',
  );
  const plain = {...login(), login_url: 'http://acme.my.salesforce.com'};
  await expect(connectSalesforce(plain, recordingContext().context)).rejects.toThrow('login_url');
});

test('what a way of logging in lacks is named', async () => {
  const {client_id, login_url} = login();
  const jwt = connectSalesforce(
    {auth_type: 'JWT', client_id, login_url},
    recordingContext().context,
  );
  await expect(jwt).rejects.toThrow('the config has no username');
});
