import {expect, test} from 'vitest';
import {parseIdentityUrl, toLongId} from '../../../source-salesforce/salesforce/login/identity.js';

test('the identity URL of a login tells the org and the user, with ids of 18 characters', () => {
  const url = 'https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P';
  expect(parseIdentityUrl(url)).toEqual({
    organizationId: '00Dx0000000BV7zEAG',
    userId: '005x00000012Q9PAAU',
  });
});

test.each([undefined, '', 'https://login.salesforce.com/id/', 7, '/id/001/005'])(
  '%o tells neither',
  url => {
    expect(parseIdentityUrl(url)).toBeUndefined();
  },
);

test.each([
  ['001D000000IqhSL', '001D000000IqhSLIAZ'],
  ['001D000000IqhSLIAZ', '001D000000IqhSLIAZ'],
  ['no id', 'no id'],
])('the id %s becomes %s', (id, long) => {
  expect(toLongId(id)).toBe(long);
});
