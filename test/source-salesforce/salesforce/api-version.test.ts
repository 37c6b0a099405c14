import {expect, test} from 'vitest';
import {apiVersionOf} from '../../../source-salesforce/salesforce/api-version.js';

test.each([
  [undefined, '68.0'],
  ['', '68.0'],
  ['62.0', '62.0'],
  ['62', '62.0'],
  ['v58.0', '58.0'],
  [' 68.0 ', '68.0'],
])('the API version %j is %s', (api_version, expected) => {
  expect(apiVersionOf(api_version === undefined ? {} : {api_version})).toBe(expected);
});

test.each(['57.0', '69.0', '30.0', '62.5', 'latest', '../58.0', '580'])(
  'the API version %j is refused with the range',
  api_version => {
    expect(() => apiVersionOf({api_version})).toThrow(
      `api_version is "${api_version}", expected one from 58.0 to 68.0`,
    );
  },
);
