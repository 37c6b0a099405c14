import {escapeXml} from '../xml/index.js';

/** The page on which a user logs in; `next` is where the form leads back to. */
export function loginPage(next: string, message?: string): string {
  return page(
    'Login',
    `${message ? `<p id="error" role="alert">${escapeXml(message)}</p>` : ''}
<form method="post" action="/login">
  <input type="hidden" name="next" value="${escapeXml(next)}">
  <label for="username">Username</label>
  <input id="username" name="username" type="text" autocomplete="username" autofocus required>
  <label for="password">Password</label>
  <input id="password" name="pw" type="password" autocomplete="current-password" required>
  <button id="Login" type="submit">Log In</button>
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
    `<p>The connected app is asking to:</p>
<ul>${scopes.join('')}</ul>
<p>Do you want to allow access for <b>${escapeXml(facts.username)}</b>?</p>
<form method="post" action="/setup/secur/RemoteAccessAuthorizationPage.apexp">
  <input type="hidden" name="next" value="${escapeXml(facts.next)}">
  <input type="hidden" name="confirmation" value="${escapeXml(facts.token)}">
  <button id="oadeny" type="submit" name="action" value="deny">Deny</button>
  <button id="oaapprove" type="submit" name="action" value="allow">Allow</button>
</form>`,
  );
}

/** The page for errors that cannot be told to the app, because its address is not to be trusted. */
export function errorPage(error: string, description: string): string {
  return page(
    'OAuth Error',
    `<p id="error">error=${escapeXml(error)}&amp;error_description=${escapeXml(description)}</p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} | Emulated Salesforce</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 3rem auto; padding: 0 1rem; }
label, input { display: block; width: 100%; box-sizing: border-box; }
input { margin-bottom: 1rem; padding: .5rem; font: inherit; }
button { padding: .5rem 1.5rem; font: inherit; }
#error { color: #b00020; }
</style>
</head>
<body>
<h1>${title}</h1>
<p>This is an emulator. Nothing you enter leaves this machine.</p>
${body}
</body>
</html>
`;
}
