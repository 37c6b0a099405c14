import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';
import {client, token} from './oauth-client.js';

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
