import {createSign} from 'node:crypto';
import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';
import {token, works} from './oauth-client.js';

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
