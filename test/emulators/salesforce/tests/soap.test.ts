import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

async function soap(org: EmulatedOrg, path: string, body: string, sessionId = '') {
  const header = `<s:Header><SessionHeader><sessionId>${sessionId}</sessionId></SessionHeader></s:Header>`;
  const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${header}<s:Body>${body}</s:Body></s:Envelope>`;
  const {status, text} = await org.call('POST', `//services/Soap/${path}`, envelope, {
    'content-type': 'text/xml; charset=utf-8',
  });
  return {status, text, code: /<sf:exceptionCode>(\w+)</.exec(text)?.[1]};
}

function login({credentials: {username, password, security_token}}: EmulatedOrg): string {
  return `<n:login xmlns:n="urn:x"><n:username>${username}</n:username><n:password>${password}${security_token}</n:password></n:login>`;
}

test.each([
  ['u', 'urn:partner.soap.sforce.com'],
  ['c', 'urn:enterprise.soap.sforce.com'],
])('login at /Soap/%s/ answers in the namespace %s', async (letter, namespace) => {
  const org = await startOrg();
  const {status, text} = await soap(org, `${letter}/59.0`, login(org));
  expect(status).toBe(200);
  expect(text).toContain(`xmlns="${namespace}"`);
  expect(text).toMatch(new RegExp(`<serverUrl>${org.url}/services/Soap/${letter}/59.0/00D\\w+<`));
  const wrong = await soap(org, `${letter}/59.0`, '<login><username>x</username></login>');
  expect(wrong).toMatchObject({status: 500, code: 'INVALID_LOGIN'});
  expect(wrong.text).toContain(`xmlns:sf="${namespace.replace('urn:', 'urn:fault.')}"`);
});

test('login is gone from version 65.0 on, and retired versions answer nothing', async () => {
  const org = await startOrg();
  expect((await soap(org, 'u/64.0', login(org))).status).toBe(200);
  const {status, text} = await soap(org, 'c/65.0', login(org));
  expect(status).toBe(500);
  expect(text).toContain(
    'INVALID_OPERATION: The SOAP Login operation is not available in the API version specified (65.0). Refer to the documentation for supported versions.',
  );
  for (const version of ['30.0', '69.0', 'x'])
    expect((await soap(org, `u/${version}`, login(org))).code).toBe('UNSUPPORTED_API_VERSION');
});

test('every other SOAP call is answered with a fault that names it', async () => {
  const org = await startOrg();
  const {access_token} = org.credentials;
  const path = 'm/62.0/00D000000000001';
  expect(await soap(org, path, '<listMetadata/>')).toMatchObject({code: 'INVALID_SESSION_ID'});
  const {status, text} = await soap(org, path, '<listMetadata/>', access_token);
  expect(status).toBe(500);
  expect(text).toContain('The SOAP call listMetadata is not supported by this emulator');
  expect((await soap(org, 'u/62.0', '', access_token)).code).toBe('UNKNOWN_EXCEPTION');
  expect((await soap(org, 'x/62.0', '<query/>', access_token)).status).toBe(404);
});

test('logout ends the session', async () => {
  const org = await startOrg();
  const {access_token} = org.credentials;
  expect((await soap(org, 'u/62.0', '<logout/>', access_token)).status).toBe(200);
  expect((await org.call('GET', '/limits')).status).toBe(401);
});
