import {createSign} from 'node:crypto';
// Its entry point has no classes when the process has loaded one of its modules before.
import * as jsforce from 'jsforce/lib/index.js';
import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

const version = '62.0';

function connect({url, credentials}: EmulatedOrg) {
  return new jsforce.Connection({instanceUrl: url, accessToken: credentials.access_token, version});
}

function oauthOf({url, credentials}: EmulatedOrg) {
  return {
    loginUrl: url,
    clientId: credentials.client_id,
    clientSecret: credentials.client_secret,
    redirectUri: 'http://localhost:1717/cb',
    useVerifier: true,
  };
}

test('jsforce logs in by code with PKCE', async () => {
  const org = await startOrg();
  const oauth2 = new jsforce.OAuth2(oauthOf(org));
  const page = await (await fetch(oauth2.getAuthorizationUrl({scope: 'api refresh_token'}))).text();
  const next = unescaped(/name="next" value="([^"]*)"/.exec(page)?.[1]);
  const {username, password} = org.credentials;
  const login = await post(`${org.url}/login`, {next, username, pw: password});
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const consent = await (
    await fetch(org.url + login.headers.get('location'), {headers: {cookie}})
  ).text();
  const confirmation = unescaped(/name="confirmation" value="([^"]*)"/.exec(consent)?.[1]);
  const decided = await post(
    `${org.url}/setup/secur/RemoteAccessAuthorizationPage.apexp`,
    {next, confirmation, action: 'allow'},
    cookie,
  );
  const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const connection = new jsforce.Connection({oauth2, version});
  const user = await connection.authorize(code);
  expect(user.organizationId).toMatch(/^00D/);
  expect(connection.refreshToken).toBeTruthy();
  expect((await connection.identity()).username).toBe(username);
});

function post(url: string, form: Record<string, string>, cookie = '') {
  return fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {cookie},
    body: new URLSearchParams(form),
  });
}

function unescaped(text = ''): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

test('jsforce refreshes a token that has expired', async () => {
  const org = await startOrg();
  const {access_token: accessToken, refresh_token: refreshToken} = org.credentials;
  const connection = new jsforce.Connection({
    oauth2: oauthOf(org),
    instanceUrl: org.url,
    accessToken,
    refreshToken,
    version,
  });
  await org.fault({kind: 'expire-tokens'});
  expect((await connection.query('SELECT Id FROM User')).totalSize).toBe(2);
  expect(connection.accessToken).not.toBe(accessToken);
});

test('jsforce logs in by JWT, by client credentials and by SOAP', async () => {
  const org = await startOrg();
  const {client_id: iss, username: sub, password, private_key} = org.credentials;
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = {
    iss,
    sub,
    aud: 'https://login.salesforce.com',
    exp: Math.floor(Date.now() / 1000) + 180,
  };
  const text = `${encode({alg: 'RS256'})}.${encode(claims)}`;
  const assertion = `${text}.${createSign('RSA-SHA256').update(text).sign(private_key, 'base64url')}`;
  const logins = [
    {grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion},
    {grant_type: 'client_credentials'},
  ] as const;
  for (const login of logins) {
    const connection = new jsforce.Connection({oauth2: oauthOf(org), version});
    await connection.authorize(login);
    expect((await connection.identity()).username).toBe(sub);
  }
  const soap = new jsforce.Connection({loginUrl: org.url, version});
  await soap.login(sub, password);
  expect((await soap.identity()).username).toBe(sub);
  await expect(soap.login(sub, 'wrong')).rejects.toThrow(/INVALID_LOGIN/);
});

test('jsforce describes, and knows how many calls were used', async () => {
  const connection = connect(await startOrg());
  const contact = await connection.describe('Contact');
  expect(contact.fields.find(field => field.name === 'Email')?.type).toBe('email');
  expect((await connection.describeGlobal()).sobjects.map(object => object.name)).toContain(
    'Contact',
  );
  expect(connection.limitInfo.apiUsage).toEqual({used: 2, limit: 100_000});
  expect((await connection.limits()).DailyApiRequests).toEqual({Max: 100_000, Remaining: 99_997});
});

test('jsforce fetches results of several pages, by itself and by queryMore', async () => {
  const connection = connect(await startOrg({contacts: 5000}));
  const all = await connection.query('SELECT Id FROM Contact', {autoFetch: true, maxFetch: 10_000});
  expect(all.records).toHaveLength(4950);
  const first = await connection.query('SELECT Id FROM Contact');
  expect(first.records).toHaveLength(2000);
  const second = await connection.queryMore(first.nextRecordsUrl ?? '');
  expect(second.records).toHaveLength(2000);
  const deleted = await connection.query('SELECT Id FROM Contact', {
    autoFetch: true,
    maxFetch: 10_000,
    scanAll: true,
  });
  expect(deleted.records).toHaveLength(5000);
});

test('jsforce writes collections of more than 200, and upserts', async () => {
  const connection = connect(await startOrg());
  const contacts = connection.sobject('Contact');
  const rows = Array.from({length: 450}, (_, at) => ({
    LastName: `L${at}`,
    External_Ref__c: `R${at}`,
  }));
  const created = await contacts.create(rows, {allowRecursive: true});
  expect(created.filter(result => result.success)).toHaveLength(450);
  const changed = rows.map((row, at) => ({...row, External_Ref__c: `r${at + 100}`}));
  const upserted = await contacts.upsert(changed, 'External_Ref__c', {allowRecursive: true});
  expect(upserted.filter(result => result.success && result.created)).toHaveLength(100);
  const single = await contacts.upsert(
    {LastName: 'One', External_Ref__c: 'single'},
    'External_Ref__c',
  );
  expect(single).toMatchObject({success: true, created: true});
  const ids = created.flatMap(result => result.id ?? []);
  const removed = await contacts.destroy(ids, {allowRecursive: true});
  expect(removed.filter(result => result.success)).toHaveLength(450);
});

test('jsforce reads and writes through the Bulk API 2.0', async () => {
  const connection = connect(await startOrg({contacts: 300}));
  const stream = await connection.bulk2.query('SELECT Id, Name, Account.Name FROM Contact');
  expect(await stream.toArray()).toHaveLength(297);
  const input = Array.from({length: 250}, (_, at) => ({
    LastName: `B${at}`,
    Email: at % 50 ? `b${at}@example.com` : 'bad',
  }));
  const results = await connection.bulk2.loadAndWaitForResults({
    object: 'Contact',
    operation: 'insert',
    input,
    pollInterval: 20,
    pollTimeout: 20_000,
  });
  expect(results.successfulResults).toHaveLength(245);
  expect(results.failedResults).toHaveLength(5);
  expect(results.failedResults[0]?.sf__Error).toBe(
    'INVALID_EMAIL_ADDRESS:Email: invalid email address: bad:Email --',
  );
  expect(results.unprocessedRecords).toHaveLength(0);
});
