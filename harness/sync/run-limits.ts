import type {StreamTally} from '../pipe/state-ledger.js';
import type {ConnectionWorkOptions} from './connection-options.js';
import type {Links} from './links.js';
import type {Settings} from './move-request.js';

type Options = Pick<ConnectionWorkOptions, 'loaded' | 'flags' | 'runContext'>;

/** What a run may still change and call, in all its moves together. */
export class RunLimits {
  readonly #options: Options;
  readonly #links: Pick<Links, 'exists' | 'with'>;
  #maxChanges: Promise<number | undefined> | undefined;
  #changed = 0;

  constructor(options: Options, links: Pick<Links, 'exists' | 'with'>) {
    this.#options = options;
    this.#links = links;
  }

  /** For a destination that writes. */
  async changeSettings(): Promise<Settings> {
    this.#maxChanges ??= this.#findMaxChanges();
    const max = await this.#maxChanges;
    return max === undefined ? {} : {max_changes: Math.max(0, max - this.#changed)};
  }

  /** For a run under a plan: whatever the connection says. */
  setMaxChanges(max: number): void {
    this.#maxChanges = Promise.resolve(max);
  }

  /** For a connector of this system. */
  callSettings(system: string): Settings {
    const {loaded, runContext} = this.#options;
    const max = loaded.connection.limits?.api_calls;
    if (max === undefined || system !== 'salesforce') return {};
    return {max_api_calls: Math.max(0, max - (runContext.apiCalls.salesforce ?? 0))};
  }

  /** Counts what a move has changed. */
  note(tallies: ReadonlyMap<string, Pick<StreamTally, 'created' | 'updated'>>): void {
    for (const {created, updated} of tallies.values()) this.#changed += created + updated;
  }

  async #findMaxChanges(): Promise<number | undefined> {
    const {loaded, flags} = this.#options;
    if (flags?.allowChanges !== undefined) return flags.allowChanges;
    const limit = loaded.connection.limits?.max_changes;
    if (limit === undefined || typeof limit === 'number') return limit;
    const linked = this.#links.exists ? await this.#links.with(store => store.countPairs()) : 0;
    // A share of nobody limits nothing: a first run links everybody.
    return linked === 0 ? undefined : Math.ceil((Number.parseFloat(limit) / 100) * linked);
  }
}
