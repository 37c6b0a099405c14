import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';

/** A login server that checks what a real one checks, and returns what the test sets. */
export class LoginServer {
  answer: object = {refresh_token: 'granted', instance_url: 'https://acme.my.salesforce.com'};
  readonly #server: Server;
  #challenge = '';
  form = new URLSearchParams();

  constructor() {
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      this.form = new URLSearchParams(body);
      const verifier = this.form.get('code_verifier') ?? '';
      const isRight = createHash('sha256').update(verifier).digest('base64url') === this.#challenge;
      const wrong = {error: 'invalid_grant', error_description: 'invalid code verifier'};
      response.writeHead(isRight ? 200 : 400, {'content-type': 'application/json'});
      response.end(JSON.stringify(isRight ? this.answer : wrong));
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What the login page would do when the person agrees. */
  agree(authorizeUrl: URL): string {
    this.#challenge = authorizeUrl.searchParams.get('code_challenge') ?? '';
    const back = new URL(authorizeUrl.searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', 'the-code');
    back.searchParams.set('state', authorizeUrl.searchParams.get('state') ?? '');
    return back.href;
  }

  close(): void {
    this.#server.close();
  }
}
