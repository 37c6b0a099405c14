import {expect, test} from 'vitest';
import {audienceOf, loginUrlOf} from '../../../source-salesforce/salesforce/login/login-url.js';

const PRODUCTION = 'https://login.salesforce.com';
const SANDBOX = 'https://test.salesforce.com';

test.each([
  [{}, PRODUCTION, PRODUCTION],
  [{is_sandbox: true}, SANDBOX, SANDBOX],
  [{login_url: 'acme.my.salesforce.com/'}, 'https://acme.my.salesforce.com', PRODUCTION],
  [
    {login_url: 'https://acme--uat.my.salesforce.com', is_sandbox: true},
    'https://acme--uat.my.salesforce.com',
    SANDBOX,
  ],
  [
    {login_url: 'https://acme--uat.sandbox.my.salesforce.com'},
    'https://acme--uat.sandbox.my.salesforce.com',
    SANDBOX,
  ],
  [{login_url: 'http://localhost:8080'}, 'http://localhost:8080', 'http://localhost:8080'],
])('%j logs in at %s, and a JWT for it names %s', (config, url, audience) => {
  const login = {client_id: 'app', ...config};
  expect(loginUrlOf(login)).toBe(url);
  expect(audienceOf(login)).toBe(audience);
});
