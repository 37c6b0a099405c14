import {createHash} from 'node:crypto';
import type {ObjectType} from '../objects/index.js';
import type {Org} from '../org/index.js';
import {type FieldPermissions, permittedTypes} from '../session/index.js';

/** Someone who can log in. */
export interface Account {
  userId: string;
  username: string;
  password: string;
  securityToken: string;
  typeOf(name: string): ObjectType | undefined;
}

export interface Grant {
  account: Account;
  clientId: string;
  scope: string;
  /** The login that the tokens come from: rotated refresh tokens and their access tokens share it. */
  family?: number;
}

interface AccessToken extends Grant {
  expiresAt: number;
  issuedAt: number;
}

interface RefreshToken extends Grant {
  usedAt: number;
}

interface StoreOptions {
  org: Org;
  seed: number;
  clock: () => number;
  lifeSeconds: number | undefined;
  /** A refresh token ends when it was not used for so long. */
  idleSeconds: number | undefined;
}

// Salesforce keeps five approvals of one app by one user; the sixth ends the oldest.
const mostRefreshTokens = 5;

/** The users who can log in, and the tokens they were given. The same seed gives the same tokens. */
export class TokenStore {
  readonly #options: StoreOptions;
  readonly #accounts = new Map<string, Account>();
  #access = new Map<string, AccessToken>();
  #refresh = new Map<string, RefreshToken>();
  /** Rotated refresh tokens, with the family each belonged to. */
  #spent = new Map<string, number>();
  #families = 0;
  #given = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  addAccount(account: Omit<Account, 'typeOf'>, permissions: FieldPermissions = {}): Account {
    const added = {...account, typeOf: permittedTypes(this.#options.org, permissions)};
    this.#accounts.set(account.username.toLowerCase(), added);
    return added;
  }

  account(username: string): Account | undefined {
    return this.#accounts.get(username.trim().toLowerCase());
  }

  giveAccess(grant: Grant): {token: string; issuedAt: number} {
    const {clock, lifeSeconds, org} = this.#options;
    const token = `${org.organizationId.slice(0, 15)}!AQ${this.#secret()}`;
    const issuedAt = clock();
    const expiresAt =
      lifeSeconds === undefined ? Number.POSITIVE_INFINITY : issuedAt + lifeSeconds * 1000;
    this.#access.set(token, {...grant, issuedAt, expiresAt});
    return {token, issuedAt};
  }

  giveRefresh(grant: Grant): string {
    const token = `5Aep861${this.#secret()}`;
    // Noted in the grant itself, so that the access token of the same reply belongs to the family too.
    grant.family ??= ++this.#families;
    this.#refresh.set(token, {...grant, usedAt: this.#options.clock()});
    const same = [...this.#refresh].filter(([, other]) => isSame(other, grant));
    if (same.length > mostRefreshTokens && same[0]) this.#refresh.delete(same[0][0]);
    return token;
  }

  accountOf(accessToken: string): Account | undefined {
    return this.access(accessToken)?.account;
  }

  /** The grant of an access token that is still good. */
  access(token: string): AccessToken | undefined {
    const found = this.#access.get(token);
    return found && found.expiresAt > this.#options.clock() ? found : undefined;
  }

  /** The grant of a refresh token that is still good. */
  refresh(token: string): Grant | undefined {
    const {clock, idleSeconds = Number.POSITIVE_INFINITY} = this.#options;
    const found = this.#refresh.get(token);
    return found && clock() - found.usedAt <= idleSeconds * 1000 ? found : undefined;
  }

  /** The same, and its idle time begins anew. */
  useRefresh(token: string): Grant | undefined {
    if (!this.refresh(token)) return undefined;
    const found = this.#refresh.get(token);
    if (found) found.usedAt = this.#options.clock();
    return found;
  }

  /** Ends a token; with a refresh token go the access tokens of its user and app. Says whether it was one. */
  revoke(token: string): boolean {
    const grant = this.#refresh.get(token);
    if (!grant) return this.#access.delete(token);
    this.#refresh.delete(token);
    for (const [access, other] of this.#access)
      if (isSame(other, grant)) this.#access.delete(access);
    return true;
  }

  /** Ends a refresh token that was exchanged for a new one. */
  spendRefresh(token: string): void {
    const family = this.#refresh.get(token)?.family;
    this.#refresh.delete(token);
    if (family !== undefined) this.#spent.set(token, family);
  }

  /**
   * A spent token that is used again may be in two hands: Salesforce then revokes the current refresh
   * token and all access tokens that came from the same login. Does nothing with any other token.
   */
  revokeReused(token: string): void {
    const family = this.#spent.get(token);
    if (family === undefined) return;
    for (const tokens of [this.#refresh, this.#access])
      for (const [other, grant] of tokens) if (grant.family === family) tokens.delete(other);
  }

  /** Ends every token, as when the org is another one. */
  endAll(): void {
    this.expireAccess();
    this.#refresh = new Map();
  }

  /** Ends all access tokens, as when their time is over. */
  expireAccess(): void {
    this.#access = new Map();
  }

  #secret(): string {
    this.#given += 1;
    const hash = createHash('sha512')
      .update(`${this.#options.seed}:${this.#given}`)
      .digest('base64url');
    return hash.replaceAll(/[-_]/g, '.').padEnd(88, 'A');
  }
}

function isSame(a: Grant, b: Grant): boolean {
  return a.account.userId === b.account.userId && a.clientId === b.clientId;
}
