import type {IncomingHttpHeaders} from 'node:http';
import {Webhook, WebhookVerificationError} from 'standardwebhooks';

export type Verification = {id: string} | {problem: string};

/** Knows whether a delivery was signed with one of some secrets, and lately. */
export class Verifier {
  readonly #webhooks: readonly Webhook[];

  /** @param secrets `whsec_` and base64 */
  constructor(secrets: readonly string[]) {
    this.#webhooks = secrets.map(secret => new Webhook(secret));
  }

  verify(headers: IncomingHttpHeaders, body: string): Verification {
    const signed = toSignedHeaders(headers);
    let problem = 'The signature is missing';
    for (const webhook of this.#webhooks) {
      try {
        webhook.verify(body, signed, {jsonParse: false});
        return {id: signed['webhook-id']};
      } catch (error) {
        if (!(error instanceof WebhookVerificationError)) throw error;
        problem = error.message;
      }
    }
    return {problem};
  }
}

/** Whether a request has what every delivery has: without it, its body is not read. */
export function isSigned(headers: IncomingHttpHeaders): boolean {
  return Object.values(toSignedHeaders(headers)).every(value => value !== '');
}

// The library knows the names of the standard; Svix sends its own or, on some plans, these.
function toSignedHeaders(headers: IncomingHttpHeaders) {
  const one = (name: string) => {
    const value = headers[`svix-${name}`] ?? headers[`webhook-${name}`];
    return typeof value === 'string' ? value : '';
  };
  return {
    'webhook-id': one('id'),
    'webhook-timestamp': one('timestamp'),
    'webhook-signature': one('signature'),
  };
}
