import type {ConnectorUnderTest} from '../connector-under-test.js';

/** What breaks both connectors of Cohort. */
export const cohortTroubles: Pick<ConnectorUnderTest, 'badConfigs' | 'unreachable' | 'wrongKey'> = {
  badConfigs: [
    {change: {api_key: undefined}, says: ['"api_key" is missing']},
    {
      change: {api_url: 'ftp://example.com'},
      says: ['/api_url', 'ftp://example.com', 'an address such as'],
    },
    {change: {api: {retries: 'many'}}, says: ['/api/retries', '"many"', 'integer']},
  ],
  unreachable: {api_url: 'http://127.0.0.1:1', api: {retries: 0}},
  wrongKey: {api_key: 'test_of_somebody_else'},
};
