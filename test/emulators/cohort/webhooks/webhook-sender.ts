import {setTimeout as wait} from 'node:timers/promises';
import {signWebhook} from './sign-webhook.js';

export interface WebhookOptions {
  /** Where to send them. */
  url: string;
  /** `whsec_` and base64. Default: one that is the same in every run. */
  secret?: string;
  /** Only these event types; all of them when absent. */
  eventTypes?: readonly string[];
  /** Milliseconds before the second, third... attempt. Default 200, 1000, 3000. */
  retryAfterMs?: readonly number[];
}

export const defaultSecret = `whsec_${Buffer.from('a secret of the emulator').toString('base64')}`;

/** Sends webhooks one after the other, each again a few times while it is not answered with 2xx. */
export class WebhookSender {
  sent = 0;
  failed = 0;
  #turn = 0;
  #queue: {id: string; body: string}[] = [];
  #isSending = false;
  readonly #stop = new AbortController();
  readonly #options: WebhookOptions | undefined;

  constructor(options: WebhookOptions | undefined) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#options !== undefined;
  }

  send(event: {eventType: string}): void {
    const {isOn, eventTypes} = {isOn: this.isOn, ...this.#options};
    if (!isOn || (eventTypes && !eventTypes.includes(event.eventType))) return;
    this.#turn += 1;
    this.#queue.push({id: `msg_${this.#turn}`, body: JSON.stringify(event)});
    if (!this.#isSending) void this.#sendAll();
  }

  close(): void {
    this.#queue = [];
    this.#stop.abort();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    for (let place = 0; place < this.#queue.length; place++) {
      const message = this.#queue[place];
      if (message) await this.#deliver(message);
    }
    this.#queue = [];
    this.#isSending = false;
  }

  async #deliver(message: {id: string; body: string}): Promise<void> {
    const pauses = this.#options?.retryAfterMs ?? [200, 1000, 3000];
    for (const pause of [0, ...pauses]) {
      if (this.#stop.signal.aborted) return;
      if (pause) await wait(pause, undefined, {signal: this.#stop.signal}).catch(() => {});
      if (await this.#post(message)) {
        this.sent += 1;
        return;
      }
    }
    this.failed += 1;
  }

  async #post({id, body}: {id: string; body: string}): Promise<boolean> {
    const {url, secret = defaultSecret} = this.#options ?? {url: ''};
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = {
      'content-type': 'application/json',
      ...signWebhook(secret, {id, timestamp, body}),
    };
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(15_000)]);
    try {
      const reply = await fetch(url, {method: 'POST', headers, body, signal});
      await reply.arrayBuffer();
      return reply.ok;
    } catch {
      return false;
    }
  }
}
