import {timingSafeEqual} from 'node:crypto';
import type {IncomingMessage, RequestListener, ServerResponse} from 'node:http';
import {configError, toConnectorError} from '@cohort-salesforce/spec';
import {listenOnLoopback} from './listen-on-loopback.js';
import {type ResultPage, showPage} from './result-page.js';

export interface RedirectServer {
  /** Where the login sends the browser back to. */
  redirectUri: string;
  /** Resolves or rejects as `finish` did, once its page has been shown. */
  done: Promise<void>;
  close(): void;
}

export interface RedirectServerOptions {
  /** 0: any free one. */
  port: number;
  path: string;
  /** Only the answer to our own question is taken. */
  state: string;
  /** Does the rest of the login; what it throws is shown to the person. */
  finish(code: string, redirectUri: string): Promise<Omit<ResultPage, 'isGood'>>;
  /** What to do after a login that failed. */
  retry: string;
}

/** Waits on this machine, and for it alone, for one answer of a login page in a browser. */
export async function startRedirectServer(options: RedirectServerOptions): Promise<RedirectServer> {
  const answers = new LoginAnswers(options);
  const {port, close} = await listenOnLoopback(options.port, answers.handle);
  answers.redirectUri = `http://localhost:${port}${options.path}`;
  return {redirectUri: answers.redirectUri, done: answers.done, close};
}

/** Answers every request, and takes one of them for the answer of the login. */
class LoginAnswers {
  redirectUri = '';
  readonly done: Promise<void>;
  readonly #options: RedirectServerOptions;
  #resolve = () => {};
  #reject: (error: unknown) => void = () => {};
  #isAnswered = false;

  constructor(options: RedirectServerOptions) {
    this.#options = options;
    this.done = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => {});
  }

  readonly handle: RequestListener = (request, response) => {
    // What comes with it is of no use here; unread, it would keep the connection open.
    request.resume();
    // Whatever a request is like, it must not end the program that waits for another one.
    this.#answer(request, response).catch(() => response.destroy());
  };

  async #answer({method, url}: IncomingMessage, response: ServerResponse): Promise<void> {
    const {path, parameters} = parseTarget(url ?? '');
    if (method !== 'GET' || path !== this.#options.path) return showPage(response, 404, NOTHING);
    if (this.#isAnswered || !isSame(parameters.get('state'), this.#options.state)) {
      return showPage(response, 400, FOREIGN);
    }
    this.#isAnswered = true;
    try {
      const page = await this.#options.finish(codeOf(parameters), this.redirectUri);
      await showPage(response, 200, {...page, isGood: true});
      this.#resolve();
    } catch (error) {
      await showPage(response, 400, {
        title: 'Not connected',
        text: toConnectorError(error).message,
        next: this.#options.retry,
        isGood: false,
      });
      this.#reject(error);
    }
  }
}

// Anybody may ask for anything: the URL class throws at some of it, such as `//`.
function parseTarget(target: string): {path: string; parameters: URLSearchParams} {
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  return {path, parameters: new URLSearchParams(query)};
}

function codeOf(parameters: URLSearchParams): string {
  const error = parameters.get('error');
  if (error) {
    const description = parameters.get('error_description') ?? error;
    throw configError(`The login was refused: ${description} (${error}).`);
  }
  const code = parameters.get('code');
  if (!code) throw configError('The login came back without a code.');
  return code;
}

function isSame(found: string | null, wanted: string): boolean {
  const [a, b] = [Buffer.from(found ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const NOTHING: ResultPage = {
  title: 'Nothing here',
  text: 'This page only waits for the answer of a login.',
  isGood: false,
};
const FOREIGN: ResultPage = {
  title: 'Not accepted',
  text: 'This answer does not belong to the login that is under way. Start the login again from the address that the terminal shows.',
  isGood: false,
};
