/** The keys of a connector's config that say how to log in; the config may have any others. */
export interface SalesforceLogin {
  /** Default: JWT when there is a private key, else by refresh token when there is one. */
  auth_type?: 'Client' | 'JWT' | 'ClientCredentials';
  client_id: string;
  client_secret?: string;
  refresh_token?: string;
  /** PEM, PKCS#8 or PKCS#1. */
  private_key?: string;
  username?: string;
  is_sandbox?: boolean;
  /** My Domain, such as `https://acme.my.salesforce.com`. */
  login_url?: string;
  /** From 58.0 on; by default the newest that is tested. */
  api_version?: string;
}
