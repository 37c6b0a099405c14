import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';
import {client, post, token, works} from './oauth-client.js';

const refused = {
  status: 400,
  json: {error: 'invalid_grant', error_description: 'expired access/refresh token'},
};

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
