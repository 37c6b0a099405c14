import {createHash, createVerify} from 'node:crypto';
import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';
import {client, type Form, post, token, works} from './oauth-client.js';

const redirect_uri = 'http://localhost:1717/OauthRedirect';

const verifier = 'v'.repeat(171);

const challenge = createHash('sha256').update(verifier).digest('base64url');

function authorizeUrl(org: EmulatedOrg, more: Form = {}): string {
  const query = {
    response_type: 'code',
    client_id: org.credentials.client_id,
    redirect_uri,
    state: 's 1',
    code_challenge: challenge,
    ...more,
  };
  return `${org.url}/services/oauth2/authorize?${new URLSearchParams(query)}`;
}

function hidden(html: string, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  return value.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** Does in a browser's place what a user does; returns where the user ends. */
async function goThrough(org: EmulatedOrg, url: string, action: 'allow' | 'deny'): Promise<URL> {
  const {username, password} = org.credentials;
  const next = hidden(await (await fetch(url)).text(), 'next');
  const login = await post(`${org.url}/login`, {next, username, pw: password});
  const consent = await (
    await fetch(org.url + login.location, {headers: {cookie: login.cookie}})
  ).text();
  const form = {
    next: hidden(consent, 'next'),
    confirmation: hidden(consent, 'confirmation'),
    action,
  };
  const decided = await post(
    `${org.url}/setup/secur/RemoteAccessAuthorizationPage.apexp`,
    form,
    login.cookie,
  );
  return new URL(decided.location);
}

/** What an app exchanges for tokens, from the address that it was called back at. */
function formOf(org: EmulatedOrg, back: URL) {
  return {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri,
    code_verifier: verifier,
    ...client(org),
  };
}

test('a user logs in, allows, and the code is good once, with its verifier', async () => {
  const org = await startOrg();
  const back = await goThrough(org, authorizeUrl(org), 'allow');
  expect(back.origin + back.pathname).toBe(redirect_uri);
  expect(back.searchParams.get('state')).toBe('s 1');
  const {code_verifier, ...form} = formOf(org, back);
  expect((await token(org, form)).json.error_description).toBe('missing required code verifier');
  expect((await token(org, {...form, code_verifier: 'other'})).json.error_description).toBe(
    'invalid code verifier',
  );
  const {json} = await token(org, {...form, code_verifier});
  expect(await works(org, json.access_token)).toBe(true);
  expect(
    (
      await token(org, {
        grant_type: 'refresh_token',
        refresh_token: json.refresh_token ?? '',
        ...client(org),
      })
    ).status,
  ).toBe(200);
  expect((await token(org, {...form, code_verifier})).json).toEqual({
    error: 'invalid_grant',
    error_description: 'expired authorization code',
  });
});

test('an id token is signed with the published key', async () => {
  const org = await startOrg();
  const back = await goThrough(org, authorizeUrl(org, {scope: 'openid'}), 'allow');
  const form = formOf(org, back);
  const {json} = await token(org, form);
  expect(json.refresh_token).toBeUndefined();
  const {jwks_uri} = (await org.call('GET', '//.well-known/openid-configuration')).json;
  const {keys} = (await org.call('GET', `/${new URL(jwks_uri).pathname}`)).json;
  const [header = '', payload = '', signature = ''] = (json.id_token ?? '').split('.');
  const check = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  expect(check.verify({key: keys[0], format: 'jwk'}, signature, 'base64url')).toBe(true);
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).aud).toBe(
    org.credentials.client_id,
  );
});

test('a user may say no', async () => {
  const org = await startOrg();
  const back = await goThrough(org, authorizeUrl(org), 'deny');
  expect(Object.fromEntries(back.searchParams)).toEqual({
    error: 'access_denied',
    error_description: 'end-user denied authorization',
    state: 's 1',
  });
});

test('a wrong password leads back to the login page', async () => {
  const org = await startOrg();
  const {status, text, cookie} = await post(`${org.url}/login`, {
    next: '/',
    username: org.credentials.username,
    pw: 'x',
  });
  expect(status).toBe(200);
  expect(text).toContain('Please check your username and password');
  expect(cookie).toBe('');
});

test('an unknown app or redirect URI is shown to the user, never sent to the app', async () => {
  const org = await startOrg({redirectUris: [redirect_uri]});
  for (const more of [{client_id: 'x'}, {redirect_uri: 'http://evil.example/'}]) {
    const reply = await fetch(authorizeUrl(org, more), {redirect: 'manual'});
    expect(reply.status).toBe(400);
    expect(reply.headers.get('location')).toBeNull();
  }
});

test('a malformed code challenge is reported to the app', async () => {
  const org = await startOrg();
  const reply = await fetch(authorizeUrl(org, {code_challenge: 'short'}), {redirect: 'manual'});
  expect(new URL(reply.headers.get('location') ?? '').searchParams.get('error')).toBe(
    'invalid_request',
  );
});

test('one subject names the user in userinfo, introspection and the id token alike', async () => {
  const org = await startOrg({tokenLifeSeconds: 60, clock: () => 1_800_000_000_000});
  const back = await goThrough(org, authorizeUrl(org), 'allow');
  const form = formOf(org, back);
  const {json} = await token(org, form);
  const {sub} = JSON.parse(Buffer.from(json.id_token?.split('.')[1] ?? '', 'base64url').toString());
  const body = new URLSearchParams({token: json.access_token ?? '', ...client(org)});
  const introspected = await fetch(`${org.url}/services/oauth2/introspect`, {method: 'POST', body});
  expect(await introspected.json()).toMatchObject({sub: json.id, exp: 1_800_000_060});
  const headers = {authorization: `Bearer ${json.access_token}`};
  const userInfo = await fetch(`${org.url}/services/oauth2/userinfo`, {headers});
  expect(await userInfo.json()).toMatchObject({sub: json.id});
  expect(sub).toBe(json.id);
});

test('the sixth approval of an app by a user ends the first', async () => {
  const org = await startOrg();
  const approve = async () => {
    const back = await goThrough(org, authorizeUrl(org), 'allow');
    const form = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri,
      code_verifier: verifier,
      ...client(org),
    };
    return (await token(org, form)).json.refresh_token ?? '';
  };
  const use = async (refresh_token: string) =>
    (await token(org, {grant_type: 'refresh_token', refresh_token, ...client(org)})).status;
  for (let count = 0; count < 4; count++) await approve();
  expect(await use(org.credentials.refresh_token)).toBe(200);
  const last = await approve();
  expect(await use(org.credentials.refresh_token)).toBe(400);
  expect(await use(last)).toBe(200);
});
