/** One trouble to make. Which calls it meets comes first, then what happens to them. */
export interface FaultRule {
  /** HTTP method; any when absent. */
  method?: string;
  /** Route pattern, path or whole URL, with `*` for anything; any when absent. */
  route?: string;
  /** Only the n-th call that the two above let through (from 1). */
  nth?: number;
  /** Every n-th of them. */
  every?: number;
  /** A random share of them, 0 to 1, drawn from `seed`. */
  share?: number;
  seed?: number;
  /** Stop after having struck so many times. */
  times?: number;

  /** Wait this long first. */
  delayMs?: number;
  /** Answer so instead of doing the work. */
  answer?: {status: number; body?: unknown; headers?: Record<string, string>};
  /** Close the connection without an answer and without doing the work. */
  drop?: boolean;
  /** Do the work, then close the connection without an answer. */
  loseReply?: boolean;
  /** Do the work and answer, but close the connection after so many bytes of the body. */
  cutAfterBytes?: number;

  /** A trouble that only the emulator knows how to make; its README lists them with their fields. */
  kind?: string;
  [field: string]: unknown;
}

/** A rule that is in force, with how often it was asked and how often it struck. */
export interface StoredFault extends FaultRule {
  id: string;
  seen: number;
  struck: number;
}

type Actions = Record<string, (rule: FaultRule) => void>;

/** What a rule is matched against. */
export interface FaultSubject {
  method: string;
  /** Any of these may match the rule's `route`. */
  routes: readonly string[];
}

/** The fault rules in force. */
export class FaultBook {
  #rules: StoredFault[] = [];
  #nextId = 1;
  readonly #actions: Actions;
  readonly #kinds: readonly string[];

  constructor(actions: Actions, kinds: readonly string[]) {
    this.#actions = actions;
    this.#kinds = kinds;
  }

  get rules(): readonly StoredFault[] {
    return this.#rules;
  }

  /** Puts a rule in force, or carries it out at once when its kind is an action. */
  add(rule: FaultRule): StoredFault {
    this.#check(rule);
    const stored = {...rule, id: String(this.#nextId++), seen: 0, struck: 0};
    const act = rule.kind === undefined ? undefined : this.#actions[rule.kind];
    if (act) act(rule);
    else this.#rules.push(stored);
    return stored;
  }

  clear(id?: string): void {
    this.#rules = id === undefined ? [] : this.#rules.filter(rule => rule.id !== id);
  }

  /** The first rule of this kind (none: the plain HTTP ones) that strikes this call. */
  take(kind: string | undefined, subject?: FaultSubject): StoredFault | undefined {
    let taken: StoredFault | undefined;
    for (const rule of this.#rules) {
      if (rule.kind !== kind || !matches(rule, subject)) continue;
      if (strikes(rule)) taken ??= rule;
    }
    return taken;
  }

  #check(rule: FaultRule): void {
    const known = [...Object.keys(this.#actions), ...this.#kinds];
    if (rule.kind !== undefined && !known.includes(rule.kind))
      throw new Error(`unknown kind of fault "${rule.kind}", expected one of: ${known.join(', ')}`);
  }
}

function matches(rule: FaultRule, subject: FaultSubject | undefined): boolean {
  if (!subject) return true;
  if (rule.method && rule.method.toUpperCase() !== subject.method) return false;
  if (rule.route === undefined) return true;
  const pattern = new RegExp(`^${rule.route.split('*').map(quote).join('.*')}$`, 's');
  return subject.routes.some(route => pattern.test(route));
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function strikes(rule: StoredFault): boolean {
  rule.seen += 1;
  if (rule.times !== undefined && rule.struck >= rule.times) return false;
  if (rule.nth !== undefined && rule.seen !== rule.nth) return false;
  if (rule.every !== undefined && rule.seen % rule.every !== 0) return false;
  if (rule.share !== undefined && draw(rule.seed ?? 1, rule.seen) >= rule.share) return false;
  rule.struck += 1;
  return true;
}

// The same seed draws the same calls in every run.
function draw(seed: number, turn: number): number {
  let hash = Math.imul(seed + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(turn, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 0x1_0000_0000;
}
