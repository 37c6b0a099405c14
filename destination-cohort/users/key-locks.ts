/** Lets a batch go ahead when no earlier one that is under way has a key in common with it. */
export class KeyLocks {
  readonly #underWay = new Map<string, Promise<void>>();

  /** Resolves with what gives the keys back. Waits only for earlier calls, so never in a circle. */
  async acquire(keys: readonly string[]): Promise<() => void> {
    const earlier = new Set(keys.flatMap(key => this.#underWay.get(key) ?? []));
    let release = () => {};
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    for (const key of keys) this.#underWay.set(key, released);
    await Promise.all(earlier);
    return () => {
      for (const key of keys) {
        if (this.#underWay.get(key) === released) this.#underWay.delete(key);
      }
      release();
    };
  }
}
