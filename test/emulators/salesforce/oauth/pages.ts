import {toPage} from '../../page/index.js';
import {escapeXml} from '../xml/index.js';

/** The page on which a user logs in; `next` is where the form leads back to. */
export function loginPage(next: string, message?: string): string {
  return page(
    'Login',
    `${message ? `<p id="error" class="error" role="alert">${escapeXml(message)}</p>` : ''}
<form method="post" action="/login">
  <input type="hidden" name="next" value="${escapeXml(next)}">
  <label for="username">Username</label>
  <input id="username" name="username" type="text" autocomplete="username" autofocus required>
  <label for="password">Password</label>
  <input id="password" name="pw" type="password" autocomplete="current-password" required>
  <div class="buttons"><button id="Login" class="main" type="submit">Log In</button></div>
</form>`,
  );
}

const scopeNames: Record<string, string> = {
  api: 'Manage user data via APIs',
  refresh_token: 'Perform requests at any time',
  offline_access: 'Perform requests at any time',
  id: 'Access the identity URL service',
  openid: 'Access unique user identifiers',
  full: 'Full access',
  web: 'Manage user data via Web browsers',
};

/** The page on which a user lets an app in, or does not. */
export function consentPage(facts: {
  next: string;
  token: string;
  username: string;
  scope: string;
}): string {
  const scopes = facts.scope
    .split(' ')
    .map(scope => `<li>${escapeXml(scopeNames[scope] ?? scope)}</li>`);
  return page(
    'Allow Access?',
    `<p>The app is asking to:</p>
<ul>${scopes.join('')}</ul>
<p>Do you want to allow access for <b>${escapeXml(facts.username)}</b>?</p>
<form method="post" action="/setup/secur/RemoteAccessAuthorizationPage.apexp">
  <input type="hidden" name="next" value="${escapeXml(facts.next)}">
  <input type="hidden" name="confirmation" value="${escapeXml(facts.token)}">
  <div class="buttons">
    <button id="oadeny" type="submit" name="action" value="deny">Deny</button>
    <button id="oaapprove" class="main" type="submit" name="action" value="allow">Allow</button>
  </div>
</form>`,
  );
}

/** What somebody sees who opens the address in a browser. */
export function rootPage(version: string): string {
  return page(
    'A Salesforce org, emulated',
    `<p>Programs log in and read and write records here as they would at Salesforce.</p>
<dl>
  <dt>REST API</dt><dd><code>/services/data/v${version}/</code></dd>
  <dt>Login</dt><dd><code>/services/oauth2/authorize</code>, <code>/services/oauth2/token</code></dd>
  <dt>Requests</dt><dd><a href="/__emulator/requests">/__emulator/requests</a></dd>
  <dt>Counts</dt><dd><a href="/__emulator/stats">/__emulator/stats</a></dd>
</dl>
<p>Usernames, passwords and the app's key and secret are in the file <code>emulators.json</code>, which the emulator wrote when it started, or in what it printed.</p>`,
  );
}

/** The page for errors that cannot be told to the app, because its address is not to be trusted. */
export function errorPage(error: string, description: string): string {
  return page(
    'OAuth Error',
    `<p id="error" class="error">error=${escapeXml(error)}&amp;error_description=${escapeXml(description)}</p>`,
  );
}

function page(title: string, body: string): string {
  return toPage({system: 'Emulated Salesforce', title, body});
}
