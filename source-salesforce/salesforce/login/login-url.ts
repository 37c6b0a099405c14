import {configError} from '@cohort-salesforce/spec';
import {isConfidential} from '@cohort-salesforce/spec/http';
import type {SalesforceLogin} from './salesforce-login.js';

const PRODUCTION = 'https://login.salesforce.com';
const SANDBOX = 'https://test.salesforce.com';
const SALESFORCE_HOST =
  /\.(salesforce\.com|force\.com|salesforce\.mil|sfcrmapps\.cn|sfcrmproducts\.cn|cloudforce\.com|database\.com)$/;

/** The host that logs in, without a slash at its end. */
export function loginUrlOf({login_url, is_sandbox}: SalesforceLogin): string {
  if (!login_url) return is_sandbox ? SANDBOX : PRODUCTION;
  const url = parseUrl(/^https?:\/\//i.test(login_url) ? login_url : `https://${login_url}`);
  if (url && (url.username || url.password)) {
    throw configError(
      'login_url holds a user or a password: remove them. Logins stand in keys of their own.',
    );
  }
  if (url && isConfidential(url)) return url.origin;
  throw configError(
    `login_url is ${JSON.stringify(login_url)}, expected the address of your My Domain, such as https://acme.my.salesforce.com.`,
  );
}

/** What a JWT must name: Salesforce's own login host, for a My Domain too. */
export function audienceOf(login: SalesforceLogin): string {
  const url = new URL(loginUrlOf(login));
  if (!SALESFORCE_HOST.test(url.hostname)) return url.origin;
  const isSandbox = login.is_sandbox || /(^test\.|\.sandbox\.)/.test(url.hostname);
  return isSandbox ? SANDBOX : PRODUCTION;
}

/** The API's host as the login answered it, when a token may be sent there. Throws otherwise. */
export function trustedInstanceUrl(
  instanceUrl: string | undefined,
  login: SalesforceLogin,
): string {
  const url = parseUrl(instanceUrl ?? '');
  if (url && (isSalesforce(url) || url.origin === loginUrlOf(login))) return url.origin;
  throw configError(
    `Logging in to Salesforce: the answer names ${JSON.stringify(instanceUrl)} as the API's address, which is neither Salesforce's nor the host of login_url. Check login_url.`,
  );
}

function isSalesforce(url: URL): boolean {
  return url.protocol === 'https:' && SALESFORCE_HOST.test(url.hostname);
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
