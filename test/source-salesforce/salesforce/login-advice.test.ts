import {HttpError} from '@cohort-salesforce/spec/http';
import {expect, test} from 'vitest';
import {toSalesforceError} from '../../../source-salesforce/salesforce/salesforce-error.js';

function refusal(error: string, error_description: string): unknown {
  const url = 'https://acme.my.salesforce.com/services/oauth2/token';
  const body = JSON.stringify({error, error_description});
  return toSalesforceError(new HttpError({method: 'POST', url, status: 400, body}));
}

test.each([
  ['invalid_client', 'app must be installed into org', /not installed here.+External Client App/],
  ['OAUTH_APPROVAL_ERROR_GENERIC', 'An unexpected error has occurred', /not admitted to the app/],
  ['invalid_grant', "user hasn't approved this consumer", /External Client App Manager.+Policies/],
  ['invalid_grant', 'ip restricted', /address is not allowed.+IP ranges/],
  ['OAUTH_EC_APP_NOT_FOUND', 'The external client app is not found', /only in the org that owns/],
  ['invalid_request', 'Cross-org OAuth flows are not supported', /only in the org that owns/],
  ['invalid_grant', 'expired access/refresh token', /30 days.+Log in again/],
  ['invalid_grant', 'request not supported on this domain', /set login_url.+my\.salesforce\.com/],
  ['invalid_grant', 'Login from https://login.salesforce.com is blocked', /set login_url/],
  ['invalid_grant', 'no client credentials user enabled', /"Run As" user/],
  ['invalid_client', 'invalid client credentials', /client_secret is not the secret of this app/],
  ['invalid_client_id', 'client identifier invalid', /No app of this org has this client_id/],
  ['invalid_grant', 'invalid assertion', /does not belong to the certificate.+administrator/],
  ['invalid_grant', 'audience is invalid', /set it to https:\/\/login\.salesforce\.com/],
  ['invalid_grant', 'authentication failure', /prevents logins at login\.salesforce\.com/],
])('a login refused with %s (%s) says what to do', (error, description, advice) => {
  expect(refusal(error, description)).toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(advice),
    facts: {errorCode: error},
  });
});

test('what is said of a login is not said of a call', () => {
  const url = 'https://acme.my.salesforce.com/services/data/v68.0/query';
  const body = JSON.stringify([{errorCode: 'MALFORMED_QUERY', message: 'app not installed'}]);
  const error = toSalesforceError(new HttpError({method: 'GET', url, status: 400, body}));
  expect((error as Error).message).not.toContain('External Client App');
});
