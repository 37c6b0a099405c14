import {createHash, createSign, createVerify} from 'node:crypto';
import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

type Form = Record<string, string>;

async function token(org: EmulatedOrg, form: Form, headers: Form = {}) {
  const body = new URLSearchParams(form);
  const reply = await fetch(`${org.url}/services/oauth2/token`, {method: 'POST', body, headers});
  return {status: reply.status, json: (await reply.json()) as Form};
}

const client = ({credentials}: EmulatedOrg) => ({
  client_id: credentials.client_id,
  client_secret: credentials.client_secret,
});

async function works(org: EmulatedOrg, accessToken = ''): Promise<boolean> {
  const {status} = await org.call('GET', '/limits', undefined, {
    authorization: `Bearer ${accessToken}`,
  });
  return status === 200;
}

test('a refresh token gives access tokens with the documented fields', async () => {
  const org = await startOrg();
  const {refresh_token} = org.credentials;
  const {status, json} = await token(org, {
    grant_type: 'refresh_token',
    refresh_token,
    ...client(org),
  });
  expect(status).toBe(200);
  expect(Object.keys(json).sort()).toEqual([
    'access_token',
    'id',
    'instance_url',
    'issued_at',
    'scope',
    'signature',
    'token_type',
  ]);
  expect(json.access_token).toMatch(/^00D\w{12}![.\w]+$/);
  expect(json.instance_url).toBe(org.url);
  expect(await works(org, json.access_token)).toBe(true);
});

test('the same seed gives the same tokens, another seed others', async () => {
  const [first, second, other] = [await startOrg(), await startOrg(), await startOrg({seed: 2})];
  expect(second.credentials.access_token).toBe(first.credentials.access_token);
  expect(other.credentials.access_token).not.toBe(first.credentials.access_token);
});

const refused = {
  status: 400,
  json: {error: 'invalid_grant', error_description: 'expired access/refresh token'},
};

test('a rotating refresh token is exchanged for the next one', async () => {
  const org = await startOrg({rotateRefreshTokens: true});
  const form = {grant_type: 'refresh_token', ...client(org)};
  const first = await token(org, {...form, refresh_token: org.credentials.refresh_token});
  expect(first.json.refresh_token).not.toBe(org.credentials.refresh_token);
  const second = await token(org, {...form, refresh_token: first.json.refresh_token ?? ''});
  expect(second.status).toBe(200);
  expect(await works(org, first.json.access_token)).toBe(true);
});

test('reuse of a rotated refresh token revokes the current one and all its access tokens', async () => {
  const org = await startOrg({rotateRefreshTokens: true});
  const form = {grant_type: 'refresh_token', ...client(org)};
  const reused = {...form, refresh_token: org.credentials.refresh_token};
  const first = await token(org, reused);
  const second = await token(org, {...form, refresh_token: first.json.refresh_token ?? ''});
  const otherLogin = await token(org, {
    grant_type: 'client_credentials',
    ...client(org),
  });
  expect(await token(org, reused)).toEqual(refused);
  const current = {...form, refresh_token: second.json.refresh_token ?? ''};
  expect(await token(org, current)).toEqual(refused);
  expect(await works(org, first.json.access_token)).toBe(false);
  expect(await works(org, second.json.access_token)).toBe(false);
  expect(await works(org, otherLogin.json.access_token)).toBe(true);
});

test('without rotation a refresh token may be used again and again', async () => {
  const org = await startOrg();
  const form = {
    grant_type: 'refresh_token',
    refresh_token: org.credentials.refresh_token,
    ...client(org),
  };
  const {json} = await token(org, form);
  expect((await token(org, form)).status).toBe(200);
  expect(await works(org, json.access_token)).toBe(true);
});

test('a refresh token ends when it is not used for too long, and each use begins the time anew', async () => {
  let now = 1_800_000_000_000;
  const org = await startOrg({refreshTokenIdleSeconds: 30 * 86_400, clock: () => now});
  const {refresh_token} = org.credentials;
  const form = {grant_type: 'refresh_token', refresh_token, ...client(org)};
  for (let use = 0; use < 3; use++) {
    now += 29 * 86_400_000;
    expect((await token(org, form)).status).toBe(200);
  }
  now += 31 * 86_400_000;
  expect(await token(org, form)).toEqual(refused);
});

test('access tokens end when their life is over, or at once when asked', async () => {
  let now = 1_800_000_000_000;
  const org = await startOrg({tokenLifeSeconds: 60, clock: () => now});
  const {access_token} = org.credentials;
  expect(await works(org, access_token)).toBe(true);
  now += 60_000;
  expect(await works(org, access_token)).toBe(false);
  const {json} = await token(org, {grant_type: 'client_credentials', ...client(org)});
  expect(await works(org, json.access_token)).toBe(true);
  await org.fault({kind: 'expire-tokens'});
  expect(await works(org, json.access_token)).toBe(false);
});

test('client credentials come in the form or in a Basic header', async () => {
  const org = await startOrg();
  const {client_id, client_secret} = client(org);
  const basic = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
  const {json} = await token(
    org,
    {grant_type: 'client_credentials'},
    {authorization: `Basic ${basic}`},
  );
  expect(json.api_instance_url).toBe(org.url);
  expect(json.refresh_token).toBeUndefined();
});

test('username and password log in, with the security token or without', async () => {
  const org = await startOrg();
  const {username, password, security_token} = org.credentials;
  for (const secret of [password, password + security_token])
    expect(
      (await token(org, {grant_type: 'password', username, password: secret, ...client(org)}))
        .status,
    ).toBe(200);
  const wrong = await token(org, {grant_type: 'password', username, password: 'x', ...client(org)});
  expect(wrong.json).toEqual({error: 'invalid_grant', error_description: 'authentication failure'});
});

function assertion(
  org: EmulatedOrg,
  claims: object = {},
  key = org.credentials.private_key,
): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const {client_id: iss, username: sub} = org.credentials;
  const all = {iss, sub, aud: org.url, exp: Math.floor(Date.now() / 1000) + 180, ...claims};
  const text = `${encode({alg: 'RS256'})}.${encode(all)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}

const bearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

test('a signed assertion logs in; expiry may be given in milliseconds', async () => {
  const org = await startOrg();
  const {json} = await token(org, {grant_type: bearer, assertion: assertion(org)});
  expect(Object.keys(json).sort()).toEqual([
    'access_token',
    'id',
    'instance_url',
    'scope',
    'token_type',
  ]);
  expect(await works(org, json.access_token)).toBe(true);
  expect(
    (await token(org, {grant_type: bearer, assertion: assertion(org, {exp: Date.now() + 300})}))
      .status,
  ).toBe(200);
});

test('an assertion with a wrong key, issuer, audience, user or time is refused', async () => {
  const org = await startOrg();
  const stranger = await startOrg();
  const descriptionOf = async (text: string) =>
    (await token(org, {grant_type: bearer, assertion: text})).json.error_description;
  expect(await descriptionOf(assertion(org, {}, stranger.credentials.private_key))).toBe(
    'invalid assertion',
  );
  expect(await descriptionOf(assertion(org, {iss: 'x'}))).toBe('client identifier invalid');
  expect(await descriptionOf(assertion(org, {aud: 'https://example.com'}))).toBe(
    'audience is invalid',
  );
  expect(await descriptionOf(assertion(org, {sub: 'x@example.com'}))).toBe(
    "user hasn't approved this consumer",
  );
  expect(await descriptionOf(assertion(org, {exp: 1}))).toBe('assertion has expired');
});

const wrong: [form: Form, answer: Form][] = [
  [
    {grant_type: 'magic'},
    {error: 'unsupported_grant_type', error_description: 'grant type not supported'},
  ],
  [
    {grant_type: 'client_credentials', client_id: 'x'},
    {error: 'invalid_client_id', error_description: 'client identifier invalid'},
  ],
  [
    {grant_type: 'client_credentials', client_secret: 'x'},
    {error: 'invalid_client', error_description: 'invalid client credentials'},
  ],
];

test.each(wrong)('%j is refused as documented', async (form, answer) => {
  const org = await startOrg();
  expect(await token(org, {...client(org), ...form})).toEqual({status: 400, json: answer});
});

test('replies come as JSON, a form or XML', async () => {
  const org = await startOrg();
  const body = new URLSearchParams({grant_type: 'client_credentials', ...client(org)});
  const get = async (format: string) =>
    (
      await fetch(`${org.url}/services/oauth2/token?format=${format}`, {method: 'POST', body})
    ).text();
  expect(new URLSearchParams(await get('urlencoded')).get('token_type')).toBe('Bearer');
  expect(await get('xml')).toContain('<token_type>Bearer</token_type>');
});

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

async function post(url: string, form: Form, cookie = '') {
  const reply = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {cookie},
    body: new URLSearchParams(form),
  });
  return {
    status: reply.status,
    text: await reply.text(),
    location: reply.headers.get('location') ?? '',
    cookie: reply.headers.get('set-cookie')?.split(';')[0] ?? '',
  };
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

test('a user logs in, allows, and the code is good once, with its verifier', async () => {
  const org = await startOrg();
  const back = await goThrough(org, authorizeUrl(org), 'allow');
  expect(back.origin + back.pathname).toBe(redirect_uri);
  expect(back.searchParams.get('state')).toBe('s 1');
  const form = {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri,
    ...client(org),
  };
  expect((await token(org, form)).json.error_description).toBe('missing required code verifier');
  expect((await token(org, {...form, code_verifier: 'other'})).json.error_description).toBe(
    'invalid code verifier',
  );
  const {json} = await token(org, {...form, code_verifier: verifier});
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
  expect((await token(org, {...form, code_verifier: verifier})).json).toEqual({
    error: 'invalid_grant',
    error_description: 'expired authorization code',
  });
});

test('an id token is signed with the published key', async () => {
  const org = await startOrg();
  const back = await goThrough(org, authorizeUrl(org, {scope: 'openid'}), 'allow');
  const form = {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri,
    code_verifier: verifier,
    ...client(org),
  };
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

test('an unknown app or redirect URI is told to the user, never to the app', async () => {
  const org = await startOrg({redirectUris: [redirect_uri]});
  for (const more of [{client_id: 'x'}, {redirect_uri: 'http://evil.example/'}]) {
    const reply = await fetch(authorizeUrl(org, more), {redirect: 'manual'});
    expect(reply.status).toBe(400);
    expect(reply.headers.get('location')).toBeNull();
  }
});

test('a malformed code challenge is told to the app', async () => {
  const org = await startOrg();
  const reply = await fetch(authorizeUrl(org, {code_challenge: 'short'}), {redirect: 'manual'});
  expect(new URL(reply.headers.get('location') ?? '').searchParams.get('error')).toBe(
    'invalid_request',
  );
});

test('revoked tokens stop working, with a refresh token its access tokens too', async () => {
  const org = await startOrg();
  const {access_token, refresh_token} = org.credentials;
  const introspected = async (secret: string) => {
    const body = new URLSearchParams({token: secret, ...client(org)});
    return (await fetch(`${org.url}/services/oauth2/introspect`, {method: 'POST', body})).json();
  };
  expect(await introspected(access_token)).toMatchObject({
    active: true,
    username: org.credentials.username,
    sub: expect.stringMatching(/\/id\/00D\w{15}\/005\w{15}$/),
    exp: expect.any(Number),
  });
  expect((await post(`${org.url}/services/oauth2/revoke`, {token: refresh_token})).status).toBe(
    200,
  );
  expect(await introspected(access_token)).toEqual({active: false});
  expect(await works(org, access_token)).toBe(false);
  expect((await post(`${org.url}/services/oauth2/revoke`, {token: refresh_token})).status).toBe(
    400,
  );
});

test('userinfo tells who the token belongs to, and refuses a bad one', async () => {
  const org = await startOrg({
    users: [{username: 'zoe@example.com', password: 'p', lastName: 'Zorn'}],
  });
  const login = await token(org, {
    grant_type: 'password',
    username: 'zoe@example.com',
    password: 'p',
    ...client(org),
  });
  const get = (secret = '') =>
    fetch(`${org.url}/services/oauth2/userinfo`, {headers: {authorization: `Bearer ${secret}`}});
  expect(await (await get(login.json.access_token)).json()).toMatchObject({
    preferred_username: 'zoe@example.com',
    name: 'Zorn',
    user_id: expect.stringMatching(/^005/),
  });
  const refused = await get('x');
  expect(refused.status).toBe(403);
  expect(await refused.text()).toBe('Bad_OAuth_Token');
});

test('SOAP login gives a session for REST, or a fault', async () => {
  const org = await startOrg();
  const call = async (password: string) => {
    const body = `<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body><n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>${org.credentials.username}</n1:username><n1:password>${password}</n1:password></n1:login></env:Body></env:Envelope>`;
    const reply = await fetch(`${org.url}/services/Soap/u/59.0`, {
      method: 'POST',
      headers: {'content-type': 'text/xml'},
      body,
    });
    return {status: reply.status, text: await reply.text()};
  };
  const {text} = await call(org.credentials.password + org.credentials.security_token);
  expect(await works(org, /<sessionId>([^<]+)</.exec(text)?.[1])).toBe(true);
  const refused = await call('wrong');
  expect(refused.status).toBe(500);
  expect(refused.text).toContain('<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>');
});

test('one subject names the user in userinfo, introspection and the id token alike', async () => {
  const org = await startOrg({tokenLifeSeconds: 60, clock: () => 1_800_000_000_000});
  const back = await goThrough(org, authorizeUrl(org), 'allow');
  const form = {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri,
    code_verifier: verifier,
    ...client(org),
  };
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
