/** What to do about a login that Salesforce refused, for the user; undefined when what it said is not specific. */
export function loginAdvice(errorCode: string, message: string): string | undefined {
  const said = `${errorCode}: ${message}`;
  return ADVICE.find(([pattern]) => pattern.test(said))?.[1];
}

// The reason is in the description more often than in the code.
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /invalid assertion/i,
    'The private key does not belong to the certificate of the app. Use the key of that certificate, or ask the Salesforce administrator to upload the certificate of this key (Setup > External Client App Manager > the app > Settings > Use digital signatures).',
  ],
  [
    /audience is invalid/i,
    'login_url is not where the org accepts this login: set it to https://login.salesforce.com, https://test.salesforce.com for a sandbox, or the My Domain of the org.',
  ],
  [
    /invalid client credentials|invalid client secret/i,
    'client_secret is not the secret of this app. Copy the consumer key and the consumer secret again (Setup > External Client App Manager > the app > Settings > OAuth Settings); a rotated secret replaces the old one.',
  ],
  [
    /invalid_client_id|client identifier invalid/i,
    'No app of this org has this client_id. Copy the consumer key again; a new app needs some minutes until it works. is_sandbox or login_url must lead to the org of the app.',
  ],
  [
    /^HTTP_40[45]\b/,
    'What answers there is not Salesforce. Check the host and the port of login_url.',
  ],
  [
    /OAUTH_EC_APP_NOT_FOUND|cross-org oauth|external client app.+not (found|exist)/i,
    'An External Client App works only in the org that owns it. Set login_url to the My Domain of that org, or create the app in the org to log in at and use its client_id.',
  ],
  [
    /must be installed|not installed/i,
    'The app belongs to another org and is not installed here. Ask the Salesforce administrator to install it (Setup > Connected Apps OAuth Usage > Install), or to create an External Client App in this org, whose client_id to use instead.',
  ],
  [
    /OAUTH_APPROVAL_ERROR_GENERIC|OAUTH_APP_(BLOCKED|ACCESS_DENIED)|hasn.t approved|not admin.?approved|admin approved/i,
    'The user is not admitted to the app. Ask the Salesforce administrator to open Setup > External Client App Manager > the app > Policies, and to add a permission set of the user (for a JWT login with "Admin approved users are pre-authorized"), or to approve an app that is not installed.',
  ],
  [
    /ip restricted/i,
    "This machine's address is not allowed. Ask the Salesforce administrator to add it to the login IP ranges of the user's profile and to those of the app, or to relax the IP restrictions in the policies of the app. Through a proxy (HTTPS_PROXY), the proxy's address counts.",
  ],
  [
    /expired (access\/refresh|refresh|access) token|(refresh )?token.+(revoked|expired|inactive|reused)/i,
    'The refresh token is no longer valid. It was unused for too long (30 days in many orgs), revoked, replaced by a sixth login of the same user and app, or, in an org that rotates tokens, used by another program. Log in again (harness connect), and give each program its own login. For unattended runs, prefer ClientCredentials or JWT, which have no refresh token.',
  ],
  [
    /no client credentials user|client credentials.+(not enabled|user)/i,
    'Ask the Salesforce administrator to enable the client credentials flow in the settings of the app, and to name a "Run As" user in its policies.',
  ],
  [
    /not supported on this domain|my ?domain|login(ing)? (from|at|to) (https:\/\/)?(login|test)\.salesforce\.com|login\.salesforce\.com.+(blocked|not allowed|prevent)/i,
    'Log in at the My Domain of the org: set login_url to an address such as https://acme.my.salesforce.com (Setup > My Domain).',
  ],
  [
    /authentication failure|invalid.?login/i,
    'Ask the Salesforce administrator whether the user is active and admitted to the app. Where the org prevents logins at login.salesforce.com, set login_url to its My Domain, such as https://acme.my.salesforce.com.',
  ],
];
