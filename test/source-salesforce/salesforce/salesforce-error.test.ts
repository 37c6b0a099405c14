import {HttpError} from '@cohort-salesforce/spec/http';
import {expect, test} from 'vitest';
import {toSalesforceError} from '../../../source-salesforce/salesforce/salesforce-error.js';

test('a call without a response is no rejection: the error has the address and the reason', () => {
  const cause = Object.assign(new Error('getaddrinfo'), {code: 'ENOTFOUND'});
  const url = 'https://acme.my.salesforce.com/services/oauth2/token';
  const error = new HttpError({method: 'POST', url, status: 0, body: '', cause});
  expect(toSalesforceError(error)).toMatchObject({
    failure: 'transient_error',
    message: `Salesforce: POST ${url}: no answer (ENOTFOUND).`,
    facts: {errorCode: 'NO_ANSWER', status: 0},
  });
});

test.each([
  ['rows', '"Id","Email"\n"003","ann@example.com"\n', '"Id","Email"'],
  ['records', '{"records":[{"Email":"ann@example.com"}]}', 'JSON that names no error'],
  ['a page', '<html><title>Busy</title>ann@example.com</html>', 'an HTML page ("Busy")'],
  ['a sentence', 'upstream connect error', 'upstream connect error'],
])('of %s with the status of a gateway, no record is repeated', (_, body, words) => {
  const url = 'https://acme.my.salesforce.com/services/data/v68.0/query';
  const error = new HttpError({method: 'GET', url, status: 599, body});
  const {message} = toSalesforceError(error) as Error;
  expect(message).toContain(`HTTP_599: ${words}`);
  expect(message).not.toContain('ann@example.com');
});
