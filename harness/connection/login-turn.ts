import {createHash} from 'node:crypto';
import {access, constants, mkdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Lock} from '../store/lock.js';
import type {HolderFacts} from '../store/lock-errors.js';

export interface SharedLogin {
  /** A folder that everything which uses the same login shares. */
  folder: string;
  name: string;
  /** Reads the login again and resolves with its refresh token. */
  reload(): Promise<string>;
  /** Takes over a config that a connector renewed. Resolves when it is on the disk. */
  save(config: Record<string, unknown>): Promise<void>;
}

export interface WaitOptions {
  signal: AbortSignal;
  onWait(holder: HolderFacts): void;
}

const POLL_MS = 200;

/**
 * One connector's turn at a login whose refresh token may be good for one use. Until it ends, no
 * other connector on this machine or in this folder logs in with the same token.
 *
 * The connector writes each renewed config to `file` before it goes on, so that the token survives
 * whatever is killed next: the next turn finds it there. See docs/decisions/2026-11-26-renewed-logins.md.
 */
export class LoginTurn {
  /** Where the connector writes a renewed config. */
  readonly file: string;
  readonly #login: SharedLogin;
  readonly #lock: Lock;
  // The tokens that this file may succeed; a login that somebody made meanwhile is not one of them.
  readonly #predecessorsFile: string;
  #timer: NodeJS.Timeout | undefined;
  #seen = '';
  #tail: Promise<void> = Promise.resolve();

  private constructor(login: SharedLogin, lock: Lock) {
    this.#login = login;
    this.#lock = lock;
    this.file = renewedFile(login.folder, login.name);
    this.#predecessorsFile = `${this.file}.predecessors`;
  }

  /** Resolves when it is the connector's turn; with nothing where the folder cannot be written. */
  static async take(login: SharedLogin, wait: WaitOptions): Promise<LoginTurn | undefined> {
    if (!(await isUsable(login.folder))) return undefined;
    const lock = await Lock.waitFor(join(login.folder, `${login.name}.lock`), wait);
    try {
      const turn = new LoginTurn(login, lock);
      await turn.#begin();
      return turn;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  addConnector(pid: number): Promise<void> {
    // Whether it writes does not matter here: it is let alone until it has ended.
    return this.#lock.addConnector(pid, {isWriter: true});
  }

  /**
   * Stores what the connector has renewed. `reported` is from a CONTROL message, which may be late: the
   * file, where there is one, is at least as new.
   */
  absorb(reported?: Record<string, unknown>): Promise<void> {
    const absorbing = this.#tail.then(async () => {
      const renewed = (await readJson(this.file)) ?? reported;
      if (!renewed) return;
      await this.#noteToken(renewed.refresh_token);
      await this.#login.save(renewed);
    });
    this.#tail = absorbing.catch(() => {});
    return absorbing;
  }

  /** To be called when the connector has ended. A renewed login that cannot be stored stays in its file. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    try {
      await this.absorb();
      await this.#removeFiles();
    } finally {
      await this.#lock.release();
    }
  }

  async #begin(): Promise<void> {
    const token = await this.#login.reload();
    const left = await readJson(this.file);
    const predecessors = await readFile(this.#predecessorsFile, 'utf8').catch(() => '');
    // Another connector's config: of its keys only this one is meant for all.
    const {refresh_token} = left ?? {};
    if (refresh_token !== undefined && predecessors.split('\n').includes(digest(token))) {
      await this.#login.save({refresh_token});
    }
    await this.#removeFiles();
    await this.#noteToken(await this.#login.reload());
    this.#timer = setInterval(() => void this.#poll(), POLL_MS).unref();
  }

  // The pipe may be full for long, and with it the CONTROL message that says the same.
  async #poll(): Promise<void> {
    const found = await stat(this.file).catch(() => undefined);
    const version = found ? `${found.ino} ${found.mtimeMs}` : '';
    if (version === this.#seen) return;
    this.#seen = version;
    await this.absorb().catch(() => {});
  }

  async #noteToken(token: unknown): Promise<void> {
    if (typeof token !== 'string') return;
    const line = `${digest(token)}\n`;
    await writeFile(this.#predecessorsFile, line, {flag: 'a', mode: 0o600});
  }

  async #removeFiles(): Promise<void> {
    for (const path of [this.file, this.#predecessorsFile]) await rm(path, {force: true});
  }
}

/** Forgets what a killed run may have left: somebody has logged in anew. */
export async function forgetRenewedLogin(folder: string, name: string): Promise<void> {
  await rm(renewedFile(folder, name), {force: true}).catch(() => {});
}

function renewedFile(folder: string, name: string): string {
  return join(folder, `${name}.renewed.json`);
}

async function isUsable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, {recursive: true, mode: 0o700});
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
