import type {Terminal} from '../report/terminal.js';

const EXPLAIN_AFTER_MS = 20_000;

/**
 * After a while without an answer, says what may be wrong: some refusals of Salesforce are shown on
 * its own page, and the browser never comes back. Returns what ends the waiting.
 */
export function explainWaiting(terminal: Terminal, redirectUri: string): () => void {
  const timer = setTimeout(() => terminal.warn(explanation(redirectUri)), EXPLAIN_AFTER_MS);
  return () => clearTimeout(timer);
}

function explanation(redirectUri: string): string {
  const {port} = new URL(redirectUri);
  return [
    'Still waiting for the browser to come back. If the page shows',
    '  OAUTH_APPROVAL_ERROR_GENERIC, "app must be installed into org" or "blocked by an administrator":',
    '    the app is not installed or approved in this org. Ask the Salesforce administrator to install it',
    '    (Setup > Connected Apps OAuth Usage > Install), or to allow this user in the policies of the app.',
    '  "ip restricted": ask the administrator to allow the address of this machine, or of its proxy.',
    '  a login that is refused although the password is right: the org may prevent logins at',
    '    login.salesforce.com. Set login_url to its My Domain, such as https://acme.my.salesforce.com.',
    `  redirect_uri_mismatch: name ${redirectUri} as a callback URL of the app.`,
    '  invalid_client_id or OAUTH_EC_APP_NOT_FOUND: compare client_id with the consumer key of the app,',
    '    and login_url with the org. An External Client App works only in its own org. A new app needs',
    '    up to ten minutes.',
    `  "This site can't be reached" at ${redirectUri}: the browser is on another machine. Forward the`,
    `    port to this one: ssh -L ${port}:localhost:${port} ...`,
    'Press Ctrl-C to stop.',
  ].join('\n');
}
