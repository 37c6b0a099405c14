import {configError, toConnectorError} from '@cohort-salesforce/spec';
import {logInAtSalesforce, PENDING, PLACEHOLDERS} from '../../commands/connect.js';
import {requireDatabaseAddress} from '../../commands/connect-channel.js';
import {storeTestedLogin} from '../../commands/store-login.js';
import type {Secrets} from '../../commands/try-login.js';
import {readConnection} from '../../connection/read-connection.js';
import type {Terminal} from '../../report/terminal.js';
import {cohortKeyMode} from '../../systems/index.js';

/** A browser login of a connection. */
export interface LoginState {
  isUnderWay: boolean;
  /** The person has logged in; what is left is to store the login. */
  isLoggedIn?: boolean;
  error?: string | undefined;
}

type Keep = (path: string, signal: AbortSignal) => Promise<void>;

/** Logs in to both systems for connections, from the pages instead of the terminal. */
export class Logins {
  readonly #port: number;
  readonly #keep: Keep;
  readonly #states = new Map<string, LoginState>();
  readonly #stop = new AbortController();
  #current: {stop: AbortController; ended: Promise<unknown>} | undefined;

  /**
   * @param port of the app's callback, http://localhost:PORT/OauthRedirect
   * @param keep called when a login has been written beside the connection's file
   */
  constructor(port: number, keep: Keep = async () => {}) {
    this.#port = port;
    this.#keep = keep;
  }

  state(path: string): LoginState | undefined {
    return this.#states.get(path);
  }

  /** Begins a login at Salesforce; resolves with the address at which the person goes on. */
  async begin(path: string, newSecret: string): Promise<string> {
    const loaded = await readConnection(path, {placeholders: PLACEHOLDERS});
    const stored = loaded.connection.salesforce.client_secret;
    const secret = newSecret || (stored === undefined || stored === PENDING ? '' : stored);
    // A person who closed the window begins again; the port is needed for the new login.
    this.#current?.stop.abort(new DOMException('Begun again.', 'AbortError'));
    await this.#current?.ended;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#stop.signal]);
    return new Promise((resolve, reject) => {
      const login = logInAtSalesforce(secret, {
        loaded,
        terminal: SILENT,
        port: this.#port,
        signal,
        goOn: 'You can close this window.',
        retry: 'Close this window and connect again from the settings of the connection.',
        show: url => {
          this.#states.set(path, {isUnderWay: true});
          resolve(url);
        },
      });
      const ended = login
        .then(() => {
          this.#states.set(path, {isUnderWay: true, isLoggedIn: true});
          return this.#keep(path, signal);
        })
        .then(
          () => this.#states.set(path, {isUnderWay: false}),
          error => {
            this.#states.set(path, {isUnderWay: false, error: toConnectorError(error).message});
            reject(error);
          },
        );
      this.#current = {stop, ended};
    });
  }

  /** Stores an API key of Cohort if Cohort accepts it. */
  async storeKey(path: string, api_key: string): Promise<void> {
    if (!cohortKeyMode(api_key)) {
      throw configError('This is not a Cohort API key: it starts with test_ or live_.');
    }
    await this.#store(path, {api_key});
  }

  /** Stores the address of the channel's database if it can be used. */
  async storeDatabase(path: string, url: string): Promise<void> {
    requireDatabaseAddress(url);
    await this.#store(path, {channel: {url}});
  }

  async #store(path: string, secrets: Secrets): Promise<void> {
    const loaded = await readConnection(path, {placeholders: PLACEHOLDERS});
    const {signal} = this.#stop;
    const interruption = {signal, abandon: signal, dispose: () => {}};
    const options = {
      connection: path,
      stateDir: undefined,
      programs: new Map(),
      json: false,
      quiet: true,
    };
    await storeTestedLogin('cohort', secrets, {loaded, options, terminal: SILENT, interruption});
  }

  close(): void {
    this.#stop.abort(new DOMException('The console stops.', 'AbortError'));
  }
}

const SILENT: Terminal = {
  print: () => {},
  warn: () => {},
  tell: () => {},
  show: () => {},
  isLive: false,
  isJsonLog: false,
  columns: Number.POSITIVE_INFINITY,
};
