import type {ReadEvent} from '@cohort-salesforce/spec';
import {assertWithinApiBudget} from '../salesforce/index.js';
import type {Session} from '../session.js';
import {Progress} from './progress.js';
import type {ReadContext} from './read-context.js';
import type {ReadPlan} from './read-plan.js';

// Salesforce tells its time in whole seconds. What is ahead by more cannot be right.
const CLOCK_TOLERANCE_MS = 60_000;

type Read = (readContext: ReadContext) => AsyncIterable<ReadEvent>;

/** When the fields that can change without their record were last read: formulas, roll-ups, fields of parents, and conditions on these. */
export class FormulaRefresh {
  readonly #session: Session;
  readonly #plan: ReadPlan | undefined;
  /** Undefined: never, or not known. */
  #refreshedAt: string | undefined;

  /** `before`: as the state says, undefined if the state is not used. */
  constructor(
    session: Session,
    {plan, keys}: {plan: ReadPlan; keys: readonly string[]},
    before: string | undefined,
  ) {
    this.#session = session;
    this.#refreshedAt = before;
    const isWanted = session.settings.refreshMs !== undefined && plan.cursor !== undefined;
    this.#plan = isWanted ? planRefresh(plan, keys) : undefined;
  }

  /** What each state has to keep. */
  get state(): {refreshedAt?: string} {
    const refreshedAt = this.#plan && this.#refreshedAt;
    return refreshedAt === undefined ? {} : {refreshedAt};
  }

  /**
   * All records, with nothing but their keys and these fields, once the interval is over. Whole records where somebody may
   * have begun to meet the conditions: for a person who is new, a part is not enough.
   */
  async *run(isAllRead: boolean, read: Read): AsyncGenerator<ReadEvent> {
    const plan = this.#plan;
    const {salesforce, context} = this.#session;
    const now = salesforce.now();
    if (!plan || !this.#isDue(now)) return;
    if (!isAllRead) {
      assertWithinApiBudget(this.#session);
      context.log('INFO', `${plan.object}: ${describeRefresh(plan)} read again for all records.`);
      const progress = new Progress(plan, undefined, this.#session);
      for await (const event of read({session: this.#session, plan, progress})) {
        // These states speak of other fields than the stream's do.
        if (event.kind === 'records') yield event;
      }
    }
    this.#refreshedAt = new Date(now).toISOString();
  }

  #isDue(now: number): boolean {
    const before = Date.parse(this.#refreshedAt ?? '');
    const {refreshMs = 0} = this.#session.settings;
    return Number.isNaN(before) || before > now + CLOCK_TOLERANCE_MS || now - before >= refreshMs;
  }
}

function describeRefresh({fields, whereChanges}: ReadPlan): string {
  if (whereChanges) return 'all fields are';
  const names = fields.filter(isRefreshed).map(({name}) => name);
  return `${names.join(', ')} are`;
}

function isRefreshed({name, calculated}: ReadPlan['fields'][number]): boolean {
  return calculated || name.includes('.');
}

/** Undefined: no such field is selected, and no condition is about one. */
function planRefresh(plan: ReadPlan, keys: readonly string[]): ReadPlan | undefined {
  if (plan.whereChanges) return {...plan, includeDeleted: false, tellsHardDeletes: false};
  const [id, ...others] = plan.fields;
  if (!plan.hasKey || !id || !others.some(isRefreshed)) return undefined;
  const isNeeded = (field: ReadPlan['fields'][number]) =>
    field.name === plan.cursor || keys.includes(field.name) || isRefreshed(field);
  return {
    ...plan,
    fields: [id, ...others.filter(isNeeded)],
    includeDeleted: false,
    tellsHardDeletes: false,
  };
}
