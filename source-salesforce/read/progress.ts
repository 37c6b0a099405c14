import type {RecordText} from '@cohort-salesforce/spec';
import type {Salesforce} from '../salesforce/index.js';
import type {Session} from '../session.js';
import type {Span} from './compose-query.js';
import {cursorReader, type Records} from './cursor-reader.js';
import {LookBack} from './look-back.js';
import type {ReadPlan} from './read-plan.js';
import {RecentRecords, SentBefore} from './recent-records.js';
import {SentAddresses} from './sent-addresses.js';
import type {JobState, StreamState} from './stream-state.js';

type ProgressSession = Pick<Session, 'settings' | 'context' | 'config' | 'org'> & {
  salesforce: Pick<Salesforce, 'now' | 'latest'>;
};

/** How far a stream has been read: where this run begins, what of it was sent, and the state that says so. */
export class Progress {
  /** Of what was sent, where other records with the same address are wanted too and are not read anyway. */
  readonly addresses: SentAddresses | undefined;
  /** Whether nothing was read before this run. */
  readonly readsAll: boolean;
  /** When formulas were read last, by a state that is used. */
  readonly refreshedAt: string | undefined;
  readonly #plan: ReadPlan;
  readonly #clock: ProgressSession['salesforce'];
  readonly #lookBack: LookBack;
  readonly #sentBefore: SentBefore | undefined;
  readonly #startDate: string | undefined;
  readonly #endDate: string | undefined;
  #deletedFrom: string | undefined;
  #begunAt: string | undefined;
  #recent: RecentRecords | undefined;
  #slice: Span | undefined;
  #state: StreamState;

  constructor(
    plan: ReadPlan,
    before: StreamState | undefined,
    {settings, context, salesforce, config, org}: ProgressSession,
  ) {
    this.#plan = plan;
    this.#clock = salesforce;
    this.#startDate = settings.startDate;
    this.#endDate = settings.endDate;
    const fields = plan.fields.map(({name}) => name);
    const trouble =
      before &&
      describeTrouble(before, {
        plan,
        fields,
        lookbackMs: settings.lookbackMs,
        latest: salesforce.latest(),
      });
    if (trouble) context.log(...trouble);
    const usable = before && !trouble;
    const {refreshedAt, ...kept} = usable ? before : ({version: 1} as StreamState);
    this.refreshedAt = refreshedAt;
    this.readsAll = kept.through === undefined && !kept.job && !kept.afterKey;
    this.#state = {
      ...kept,
      org,
      fields,
      ...(plan.where.length > 0 && {where: joinConditions(plan.where)}),
      ...(plan.cursor !== undefined && {cursor: plan.cursor}),
    };

    const {lookbackMs} = settings;
    this.#lookBack = new LookBack(this.#state, {lookbackMs, now: salesforce.now()});
    const {recent, through, deletedFrom = through} = this.#state;
    const {same_address} = config;
    if (through !== undefined && same_address) this.addresses = new SentAddresses(same_address);
    this.#deletedFrom = deletedFrom;
    const cursorOf = cursorReader(plan);
    if (cursorOf && recent) this.#sentBefore = new SentBefore(cursorOf, recent);
  }

  get job(): JobState | undefined {
    return this.#state.job;
  }

  get afterKey(): string | undefined {
    return this.#state.afterKey;
  }

  /** What is left to read: from the lookback window before the last run on, or from the start date, or everything. */
  get span(): Span {
    if (this.#slice) return this.#slice;
    const {through} = this.#state;
    return {from: this.#plan.cursor ? this.#beginningAfter(through) : undefined, to: undefined};
  }

  /** From when on to ask what was deleted for good; undefined when nothing was sent before. */
  get deletedFrom(): string | undefined {
    return this.#deletedFrom && this.#beginningAfter(this.#deletedFrom);
  }

  /** Reads only this part of what is left; undefined reads all of it. */
  set slice(slice: Span | undefined) {
    this.#slice = slice;
  }

  get isLastSlice(): boolean {
    return this.#slice?.to === undefined;
  }

  /** The query that reads the rest begins at this time, by Salesforce's clock. */
  begin(at: string): void {
    const cursorOf = cursorReader(this.#plan);
    const from = this.#lookBack.knownFrom(this.#trusted(at));
    this.#begunAt ??= this.#trusted(at);
    if (cursorOf) this.#recent = new RecentRecords(cursorOf, from);
  }

  /** The records that have to be sent of those read. */
  pass(records: Records): Records {
    const passed = this.#sentBefore ? this.#sentBefore.pass(records) : records;
    this.#recent?.add(this.#lookBack.isDeferred ? passed : records);
    this.addresses?.add(passed);
    return passed;
  }

  /** The records kept back that have to be sent after all: nothing may be kept back when a state goes out. */
  release(): readonly RecordText[] {
    const released = this.#sentBefore?.release() ?? [];
    this.addresses?.add(released);
    return released;
  }

  atJob(job: JobState | undefined): StreamState {
    const {job: _, ...state} = this.#state;
    this.#state = job ? {...state, job} : state;
    return this.#state;
  }

  /** REST in the order of the cursor or of the key: all up to this one was sent. */
  atRecord(after: {cursor?: string; key?: string}): StreamState {
    if (after.key) this.#state = {...this.#state, afterKey: after.key};
    if (!after.cursor) return this.#state;
    // A stamp from the future must not hide what is changed until then.
    return this.#advanceTo(earlier(after.cursor, this.#begunAt ?? after.cursor));
  }

  /** Everything that was there at this time was sent, or everything of the slice. */
  finish(at: string): StreamState {
    if (this.#slice?.to) {
      this.#deletedFrom ??= this.#begunAt;
      return this.#advanceTo(
        this.#endDate ? earlier(this.#slice.to, this.#endDate) : this.#slice.to,
      );
    }
    const {version, org, fields = [], cursor, where} = this.#state;
    const left = this.#lookBack.left(this.#recent?.toState(), this.#begunAt);
    this.#state = {
      version,
      ...(org !== undefined && {org}),
      fields,
      ...(where !== undefined && {where}),
      ...(cursor !== undefined && {cursor, through: this.#trusted(at), ...left}),
    };
    return this.#state;
  }

  // A job tells its own time, and a state the one of an earlier run: neither may be later than the clock. What is after the
  // end date was not read.
  #trusted(time: string): string {
    const trusted = earlier(time, new Date(this.#clock.now()).toISOString());
    return this.#endDate ? earlier(trusted, this.#endDate) : trusted;
  }

  // What is read again, for the lookback, lies before what the state tells already: it does not go back there.
  #advanceTo(time: string): StreamState {
    const {job: _, recent, ...state} = this.#state;
    const isBehind = state.through !== undefined && time <= state.through;
    this.#state = isBehind
      ? {...state, ...(recent && {recent})}
      : {...state, ...this.#lookBack.kept, ...this.#unreported(), through: time};
    return this.#state;
  }

  // Deletions are sent when all is read: a run that ends before leaves them to the next one.
  #unreported(): Pick<StreamState, 'deletedFrom'> {
    const deletedFrom = this.#deletedFrom ?? this.#begunAt;
    return this.#plan.tellsHardDeletes && deletedFrom ? {deletedFrom} : {};
  }

  #beginningAfter(time: string | undefined): string | undefined {
    const from = time && this.#lookBack.beginningAfter(time);
    const starts = [from, this.#startDate].filter(start => start !== undefined);
    return starts.sort().at(-1);
  }
}

function joinConditions(where: readonly string[]): string {
  return where.join(' AND ');
}

function earlier(time: string, other: string): string {
  return time < other ? time : other;
}

interface Present {
  plan: ReadPlan;
  fields: readonly string[];
  lookbackMs: number;
  latest: number;
}

// A state is of use only for the same cursor, when it has every field that is wanted now, and when its time has come.
function describeTrouble(
  before: StreamState,
  {plan, fields, lookbackMs, latest}: Present,
): ['INFO' | 'WARN', string] | undefined {
  const {object, cursor} = plan;
  const isOther =
    before.cursor !== cursor ||
    !fields.every(name => before.fields?.includes(name)) ||
    (before.where ?? '') !== joinConditions(plan.where);
  // Airbyte's own source tells neither which fields it had read nor, in most states, by which cursor.
  const isForeign =
    !before.fields && plan.where.length === 0 && cursor && (before.cursor ?? cursor) === cursor;
  if (isOther && !isForeign)
    return ['INFO', `${object}: the selection has changed, so all records are read.`];
  const {through} = before;
  // What is ahead by less is within the lookback window.
  const tolerance = Math.max(lookbackMs, MIN_TOLERANCE_MS);
  if (!through || Date.parse(through) <= latest + tolerance) return undefined;
  return [
    'WARN',
    `${object}: the state says that records were read up to ${through}, which is in the future by the clocks of Salesforce and of this machine. What it left out is not known, so all records are read.`,
  ];
}

const MIN_TOLERANCE_MS = 60_000;
