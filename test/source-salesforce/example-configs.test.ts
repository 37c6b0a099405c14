import {expect, test} from 'vitest';
import {parseSettings} from '../../source-salesforce/config.js';
import {validateConfig} from '../../source-salesforce/generated/validators.js';

// Of the shapes that Airbyte's own source-salesforce takes: its configs must go on working unchanged.
const LOGIN = {
  client_id: 'id',
  client_secret: 'secret',
  refresh_token: 'token',
};

test.each([
  ['a refresh token and nothing else', LOGIN],
  ['the way of logging in said aloud', {...LOGIN, auth_type: 'Client', is_sandbox: false}],
  ['a sandbox and a start date', {...LOGIN, is_sandbox: true, start_date: '2021-01-01T00:00:00Z'}],
  ['a start date without a time', {...LOGIN, start_date: '2021-07-25'}],
  ['an empty start date', {...LOGIN, start_date: ''}],
  [
    'a key',
    {auth_type: 'JWT', client_id: 'id', private_key: '-----BEGIN', username: 'a@example.net'},
  ],
  [
    'criteria for streams',
    {
      ...LOGIN,
      streams_criteria: [
        {criteria: 'exacts', value: 'Account'},
        {criteria: 'starts not with', value: 'Async'},
      ],
    },
  ],
  ['bulk only', {...LOGIN, force_use_bulk_api: true}],
  [
    'slices and a lookback',
    {...LOGIN, stream_slice_step: 'P30D', lookback_window: 'PT10M', num_workers: 20},
  ],
  ['keys that are not known here', {...LOGIN, wait_timeout: 15, delegated: {by: 'somebody'}}],
])('a config with %s is accepted', (_, config) => {
  expect(validateConfig(config), JSON.stringify(validateConfig.errors)).toBe(true);
  if (validateConfig(config)) expect(() => parseSettings(config)).not.toThrow();
});
