import type {ConnectorUnderTest} from '../connector-under-test.js';

/** What breaks both connectors of Salesforce. */
export const salesforceTroubles: Pick<
  ConnectorUnderTest,
  'badConfigs' | 'unreachable' | 'wrongKey'
> = {
  badConfigs: [
    {change: {client_id: undefined}, says: ['"client_id" is missing']},
    {change: {auth_type: 'Password'}, says: ['/auth_type', '"Password"', '"ClientCredentials"']},
    {change: {api_budget: 'half'}, says: ['/api_budget', '"half"', 'number']},
  ],
  unreachable: {login_url: 'http://127.0.0.1:1'},
  wrongKey: {refresh_token: 'refresh-token-of-somebody-else'},
};
