import {configError} from '@cohort-salesforce/spec';
import {isConfidential} from '@cohort-salesforce/spec/http';
import type {Connection} from '../generated/types.js';

/** What is special to one system's OAuth 2.0. */
export interface OAuthEndpoints {
  authorizeUrl: string;
  tokenUrl: string;
  scope: string;
}

const SALESFORCE_SECRETS: ReadonlyMap<unknown, readonly string[]> = new Map([
  // An External Client App may be a public client, without a secret.
  ['Client', ['refresh_token']],
  ['JWT', ['private_key']],
  ['ClientCredentials', ['client_secret']],
]);

/** The secrets that a login at Salesforce needs, by the way of logging in. */
export function salesforceSecrets(authType: unknown = 'Client'): readonly string[] {
  return SALESFORCE_SECRETS.get(authType) ?? [];
}

/** Where a person logs in at Salesforce, for the connection's own org. */
export function salesforceOAuth({
  login_url,
  is_sandbox,
}: Pick<Connection['salesforce'], 'login_url' | 'is_sandbox'>): OAuthEndpoints {
  const host = is_sandbox ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
  const base = (login_url ?? host).replace(/\/+$/, '');
  if (!isConfidential(new URL(base))) {
    throw configError(
      `login_url is ${JSON.stringify(login_url)}, expected an address with https: the secret would go there for all to read.`,
    );
  }
  return {
    authorizeUrl: `${base}/services/oauth2/authorize`,
    tokenUrl: `${base}/services/oauth2/token`,
    scope: 'api refresh_token',
  };
}

/** Whether Salesforce says that a secret is wrong or has ended. */
export function isSalesforceSecretRefused(message: string): boolean {
  return /\((invalid_client|invalid_grant: (expired|invalid assertion|.*token))/.test(message);
}
