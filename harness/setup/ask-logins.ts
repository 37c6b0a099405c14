import type {Choice} from '../connect/prompter.js';
import type {Connection} from '../generated/types.js';
import {choosing, type Interview, parseAddress, parseChoice, parseText} from './interview.js';

const AUTH_TYPES: readonly Choice[] = [
  {value: 'Client', label: 'In the browser', hint: 'a person logs in once'},
  {
    value: 'ClientCredentials',
    label: 'Client credentials',
    hint: "best for unattended runs: the app's own user",
  },
  {value: 'JWT', label: 'A private key (JWT)', hint: 'needs a certificate in the app'},
];

/** How to log in at Salesforce; without secrets. */
export async function askSalesforceLogin(interview: Interview): Promise<Connection['salesforce']> {
  const auth_type = await interview.answer({
    flag: 'auth-type',
    text: 'How to log in at Salesforce',
    preset: 'Client',
    ask: choosing(AUTH_TYPES),
    parse: parseChoice(['Client', 'JWT', 'ClientCredentials'] as const),
  });
  const login_url = await interview.answer({
    flag: 'login-url',
    text: "Salesforce's login address, such as https://acme.my.salesforce.com",
    preset: 'https://login.salesforce.com',
    parse: parseAddress,
  });
  const username =
    auth_type === 'JWT' &&
    (await interview.answer({
      flag: 'username',
      text: 'Salesforce user to act as',
      parse: parseText,
    }));
  // Last: its secret is asked for next.
  const client_id = await interview.answer({
    flag: 'client-id',
    text: 'Consumer key of the External Client App (or connected app)',
    parse: parseText,
  });
  return {auth_type, login_url, client_id, ...(username && {username})};
}
