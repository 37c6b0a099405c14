import {DigestCollector} from '@cohort-salesforce/spec';

// A state of eight million characters; of more items, the oldest are sent again.
const MAX_RECENT = 1_000_000;

/** The digests of the latest items, by second. Items come in the order of their moments. */
export class RecentItems {
  readonly #seconds = new Map<number, number[]>();
  #count = 0;

  add(moment: number, digest: number): void {
    const second = Math.floor(moment / 1000);
    const digests = this.#seconds.get(second);
    if (digests) digests.push(digest);
    else this.#seconds.set(second, [digest]);
    this.#count += 1;
    if (this.#count > MAX_RECENT) this.#forgetOldest();
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  forgetBefore(moment: number): void {
    const first = Math.floor(moment / 1000);
    for (const second of this.#seconds.keys()) {
      if (second >= first) return;
      this.#forgetOldest();
    }
  }

  /** Undefined when nothing is left. */
  toText(from: number): string | undefined {
    this.forgetBefore(from);
    if (this.#count === 0) return undefined;
    const collector = new DigestCollector();
    for (const digests of this.#seconds.values()) {
      for (const digest of digests) collector.add(digest);
    }
    return collector.toText();
  }

  #forgetOldest(): void {
    const [[second, digests] = []] = this.#seconds;
    if (second === undefined) return;
    this.#seconds.delete(second);
    this.#count -= digests?.length ?? 0;
  }
}
