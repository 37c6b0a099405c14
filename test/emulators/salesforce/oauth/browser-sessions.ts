import {randomBytes} from 'node:crypto';
import type {FastifyReply, FastifyRequest} from 'fastify';
import type {Account} from './token-store.js';

interface BrowserSession {
  account: Account;
  /** Shows that the consent form was sent from a page of ours. */
  confirmation: string;
  /** The apps this user has let in. */
  approved: Set<string>;
}

/** Who is logged in in which browser, by a cookie. */
export class BrowserSessions {
  readonly #sessions = new Map<string, BrowserSession>();

  start(account: Account, reply: FastifyReply): void {
    const id = randomBytes(24).toString('base64url');
    const confirmation = randomBytes(24).toString('base64url');
    this.#sessions.set(id, {account, confirmation, approved: new Set()});
    reply.header('set-cookie', `sid=${id}; Path=/; HttpOnly; SameSite=Lax`);
  }

  of(request: FastifyRequest): BrowserSession | undefined {
    const id = /(?:^|;\s*)sid=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    return id === undefined ? undefined : this.#sessions.get(id);
  }
}
