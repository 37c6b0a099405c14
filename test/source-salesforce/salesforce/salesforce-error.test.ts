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
