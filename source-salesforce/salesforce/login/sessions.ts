import {
  type Context,
  makeDurable,
  toConnectorError,
  withoutTermination,
} from '@cohort-salesforce/spec';
import {brokenAnswer} from '../parse-answer.js';
import {trustedInstanceUrl} from './login-url.js';
import type {TokenAnswer} from './request-token.js';
import type {SalesforceLogin} from './salesforce-login.js';

export interface Session {
  readonly accessToken: string;
  /** Without a slash at its end. */
  readonly instanceUrl: string;
  /** The identity URL, if the login returned it. */
  readonly identityUrl: string | undefined;
}

/** Holds the session that all calls share, and makes the next one when Salesforce ends it. */
export interface Sessions {
  current(): Promise<Session>;
  /** A session other than the one that was refused; one login, however many calls were refused. */
  renew(refused: Session): Promise<Session>;
}

export function createSessions(
  login: SalesforceLogin,
  context: Context,
  requestToken: (login: SalesforceLogin) => Promise<TokenAnswer>,
): Sessions {
  let config = login;
  let latest: Promise<Session> | undefined;

  async function logIn(): Promise<Session> {
    const answer = config.refresh_token
      ? await withoutTermination(async () => keepRefreshToken(await requestToken(config)))
      : await requestToken(config);
    if (typeof answer.access_token !== 'string' || answer.access_token === '')
      throw brokenAnswer({method: 'POST', path: '/services/oauth2/token'}, 'has no access_token');
    const instanceUrl = trustedInstanceUrl(answer.instance_url, config);
    return {accessToken: answer.access_token, instanceUrl, identityUrl: answer.id};
  }

  // Before anything else is looked at: the token that was used is dead now.
  async function keepRefreshToken(answer: TokenAnswer): Promise<TokenAnswer> {
    const {refresh_token} = answer;
    if (typeof refresh_token !== 'string' || refresh_token === '') return answer;
    if (refresh_token === config.refresh_token) return answer;
    config = {...config, refresh_token};
    context.saveConfig(config);
    await makeDurable();
    return answer;
  }

  // A login that failed only for now is tried again by the next call; one that was refused stands.
  function begin(): Promise<Session> {
    const begun = logIn();
    begun.catch(error => {
      if (toConnectorError(error).failure === 'transient_error' && latest === begun)
        latest = undefined;
    });
    return begun;
  }

  async function current(): Promise<Session> {
    latest ??= begin();
    return latest;
  }

  return {
    current,
    renew: async refused => {
      const before = latest;
      const session = await current();
      if (session !== refused) return session;
      // Of several calls that were refused together, the first one logs in.
      if (latest === before) latest = begin();
      return current();
    },
  };
}
