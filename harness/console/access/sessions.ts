import {createHash, randomBytes, timingSafeEqual} from 'node:crypto';

export interface Session {
  /** The value of the cookie. */
  id: string;
  /** Every form carries it. */
  csrf: string;
}

const MAX_SESSIONS = 1000;
const MAX_FAILURES = 10;
const FAILURES_WINDOW_MS = 60_000;

/** The sessions of people who opened the one-time address or entered the password. In memory only. */
export class Sessions {
  #token: string | undefined;
  readonly #password: Buffer | undefined;
  readonly #sessions = new Map<string, Session>();
  #failures: number[] = [];

  constructor({password}: {password?: string | undefined} = {}) {
    this.#password = password === undefined ? undefined : digest(password);
    this.#token = random();
  }

  /** For the address that is printed at the start; undefined once it has been used. */
  get token(): string | undefined {
    return this.#token;
  }

  get hasPassword(): boolean {
    return this.#password !== undefined;
  }

  find(id: string | undefined): Session | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  /** A session for the one-time token. */
  openByToken(token: string): Session | undefined {
    if (this.#token === undefined || !isSame(digest(token), digest(this.#token))) return undefined;
    this.#token = undefined;
    return this.#open();
  }

  /** A session for the password; `locked` after too many wrong ones within a minute. */
  openByPassword(password: string): Session | 'wrong' | 'locked' {
    const since = Date.now() - FAILURES_WINDOW_MS;
    this.#failures = this.#failures.filter(time => time > since);
    if (this.#failures.length >= MAX_FAILURES) return 'locked';
    if (this.#password && isSame(digest(password), this.#password)) return this.#open();
    this.#failures.push(Date.now());
    return 'wrong';
  }

  /** A session for a person whom the proxy has let in. */
  openByProxy(): Session {
    return this.#open();
  }

  #open(): Session {
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    const session = {id: random(), csrf: random()};
    this.#sessions.set(session.id, session);
    return session;
  }
}

/** Compares texts in a time that tells nothing about them. */
export function isSameText(one: string, other: string): boolean {
  return isSame(digest(one), digest(other));
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isSame(one: Buffer, other: Buffer): boolean {
  return timingSafeEqual(one, other);
}
