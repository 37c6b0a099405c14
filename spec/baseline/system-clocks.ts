import type {Side} from './pair-tables.js';
import type {Meta} from './store-meta.js';

// An answer's date has no fractions of a second, and takes a while to arrive.
const PRECISION_MS = 5000;

interface MetaAccess {
  read(): Meta;
  change(change: Pick<Meta, 'clocks'>): Promise<void>;
}

/** The clocks of both systems beside this machine's, as of the latest runs: they tell which of two edits is newer. */
export class SystemClocks {
  readonly #meta: MetaAccess;

  constructor(meta: MetaAccess) {
    this.#meta = meta;
  }

  /** How far Salesforce's clock is ahead of Cohort's in milliseconds; 0 when they agree, or while one is not known. */
  get salesforceAhead(): number {
    const {salesforce, cohort} = this.#meta.read().clocks ?? {};
    if (salesforce === undefined || cohort === undefined) return 0;
    const ahead = Math.round(salesforce - cohort);
    return Math.abs(ahead) <= 2 * PRECISION_MS ? 0 : ahead;
  }

  /** Remembers how far a system's clock is ahead of this machine's, in milliseconds. */
  async note(side: Side, ahead: number | undefined): Promise<void> {
    const {clocks} = this.#meta.read();
    const known = clocks?.[side];
    if (ahead === undefined) return;
    // Both directions must use the same number: otherwise each could leave a conflict to the other.
    if (known !== undefined && Math.abs(known - ahead) <= PRECISION_MS) return;
    await this.#meta.change({clocks: {...clocks, [side]: ahead}});
  }
}
