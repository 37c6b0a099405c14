// How many are looked up and written together.
const CHUNK = 1000;
// While one waits for Cohort, the others use its time.
const MAX_UNDER_WAY = 4;

/**
 * Works on items a thousand at a time, a few thousands at once. Only one item of an id is in progress:
 * before adding another, the caller waits for `finished`.
 */
export class ChunkRunner<Item> {
  readonly #work: (items: readonly Item[]) => Promise<void>;
  readonly #idOf: (item: Item) => string;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #running = new Set<Promise<void>>();
  #chunk: Item[] = [];
  #ids = new Set<string>();
  #failure: {error: unknown} | undefined;

  constructor(work: (items: readonly Item[]) => Promise<void>, idOf: (item: Item) => string) {
    this.#work = work;
    this.#idOf = idOf;
  }

  /** Works on all that `feed` adds; when this has failed, nothing is under way any more. */
  async run(feed: () => Promise<void>): Promise<void> {
    try {
      await feed();
      if (this.#chunk.length > 0) this.#start();
    } finally {
      await Promise.all(this.#running);
    }
    this.#throwFailure();
  }

  /** Adds an item. Returns a promise to await before adding the next one, or `undefined` if there is room. */
  add(item: Item): Promise<void> | undefined {
    this.#chunk.push(item);
    this.#ids.add(this.#idOf(item));
    if (this.#chunk.length < CHUNK) return undefined;
    this.#start();
    return this.#room();
  }

  async #room(): Promise<void> {
    while (this.#running.size >= MAX_UNDER_WAY) await Promise.race(this.#running);
    this.#throwFailure();
  }

  /** Resolves when no item with one of these ids waits or is under way. */
  async finished(ids: Iterable<string>): Promise<void> {
    const known = [...ids];
    if (known.some(id => this.#ids.has(id))) this.#start();
    await Promise.all(new Set(known.flatMap(id => this.#underWay.get(id) ?? [])));
    this.#throwFailure();
  }

  #start(): void {
    const chunk = this.#chunk;
    const ids = this.#ids;
    this.#chunk = [];
    this.#ids = new Set();
    const running = this.#work(chunk)
      .catch(error => {
        this.#failure ??= {error};
      })
      .finally(() => {
        this.#running.delete(running);
        for (const id of ids) if (this.#underWay.get(id) === running) this.#underWay.delete(id);
      });
    this.#running.add(running);
    for (const id of ids) this.#underWay.set(id, running);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
