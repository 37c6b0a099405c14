import type {StreamBatcher} from './stream-batcher.js';

/** When records wait for company that does not come, sends them as they are. */
export class PauseTimer {
  readonly #batchers: ReadonlyMap<string, StreamBatcher>;
  readonly #fail: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(batchers: ReadonlyMap<string, StreamBatcher>, fail: (error: unknown) => void) {
    this.#batchers = batchers;
    this.#fail = fail;
  }

  start(): void {
    const lingers = [...this.#batchers.values()].map(batcher => batcher.linger);
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        for (const batcher of this.#batchers.values()) batcher.flush('pause').catch(this.#fail);
      },
      Math.min(60_000, ...lingers),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
