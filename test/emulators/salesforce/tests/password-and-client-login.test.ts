import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';
import {client, type Form, token, works} from './oauth-client.js';

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
