import {configError} from '../connector-error.js';
import {ExactNumber} from '../lines/exact-json.js';
import {toCanonicalValue, type ValueKind} from './canonical-value.js';
import {ownValue} from './own-value.js';

/** One line of `values`: a value of a field and what is written for it. */
export interface ValueRule {
  /** The source field. */
  source: string;
  /** The value as text. */
  from: string;
  /** What is written for it. */
  to: string;
}

/** A value that a config gives: for everybody, or for an empty field. */
export type Constant = string | number | boolean;

/** What a config says about the values of its mapping. */
export interface ValueSettings {
  /** Source field -> target field. */
  mapping?: Readonly<Record<string, string>>;
  /** Which values are written as others. */
  values?: readonly ValueRule[];
  /** Source field -> what is written when it is empty or has none of its listed values. */
  defaults?: Readonly<Record<string, Constant>>;
  /** Source fields that the other direction syncs too. */
  two_way?: readonly string[];
}

/** What is written for the values of one mapped field. Values that it does not list are kept. */
export class ValueMap {
  readonly #rules: readonly ValueRule[];
  readonly #default: Constant | undefined;
  readonly #isConstant: boolean;
  readonly #tables = new Map<string, ReadonlyMap<string | null, string>>();

  private constructor(
    rules: readonly ValueRule[],
    fixed: {value: Constant | undefined; isConstant: boolean},
  ) {
    this.#rules = rules;
    this.#default = fixed.value;
    this.#isConstant = fixed.isConstant;
  }

  /** The rules of one source field; undefined when the config has none. */
  static of(source: string, {values = [], defaults}: ValueSettings): ValueMap | undefined {
    const rules = values.filter(rule => rule.source === source);
    const value = ownValue(defaults, source);
    if (rules.length === 0 && value === undefined) return undefined;
    return new ValueMap(rules, {value, isConstant: false});
  }

  /** One value for everybody, whatever the record says. */
  static constant(value: Constant): ValueMap {
    return new ValueMap([], {value, isConstant: true});
  }

  /** All that can be written, apart from values that are kept. */
  get targets(): string[] {
    const fixed = this.#default === undefined ? [] : [String(this.#default)];
    return [...this.#rules.map(({to}) => to), ...fixed];
  }

  /** The record's value, or the default if it is empty; undefined: the record says nothing of it. */
  read(value: unknown): unknown {
    if (this.#isConstant) return this.#default;
    const isDefault = value === null || value === '';
    return isDefault && this.#default !== undefined ? this.#default : value;
  }

  /** What is written for a value that is not empty. */
  toTarget(value: unknown): unknown {
    if (this.#isConstant) return this.#default;
    const kind = kindOfValue(value);
    const listed = this.#table('from', kind).get(keyOf(kind, value));
    if (listed !== undefined) return listed;
    return this.#rules.length > 0 && this.#default !== undefined ? this.#default : value;
  }

  /** The value for which the target's is written; the same text if none is listed. */
  toSource(text: string, kind: ValueKind): string {
    return this.#table('to', kind).get(keyOf(kind, text)) ?? text;
  }

  /**
   * Part of the name under which the baseline keeps the property: with other values, what both
   * sides agreed on says nothing. Both directions of a property have the same.
   */
  signature(direction: 'import' | 'export'): string {
    const pairs = this.#rules.map(({from, to}) =>
      direction === 'import' ? [from, to] : [to, from],
    );
    const fixed = this.#default === undefined ? [] : [String(this.#default)];
    return JSON.stringify([pairs.map(pair => JSON.stringify(pair)).sort(), ...fixed]);
  }

  #table(side: 'from' | 'to', kind: ValueKind): ReadonlyMap<string | null, string> {
    const name = `${side} ${kind}`;
    const known = this.#tables.get(name);
    if (known) return known;
    const other = side === 'from' ? 'to' : 'from';
    const table = new Map(this.#rules.map(rule => [keyOf(kind, rule[side]), rule[other]]));
    this.#tables.set(name, table);
    return table;
  }
}

/** Throws a config error for values that contradict each other, or that could not come back. */
export function checkValues(settings: ValueSettings): void {
  const {mapping, values = [], defaults = {}, two_way = []} = settings;
  for (const source of [...values.map(rule => rule.source), ...Object.keys(defaults)]) {
    if (!mapping || Object.hasOwn(mapping, source)) continue;
    throw configError(
      `values and defaults: found ${JSON.stringify(source)}, which mapping does not have.`,
    );
  }
  for (const rule of values) checkRule(rule, settings);
  for (const source of two_way.filter(name => Object.hasOwn(defaults, name))) {
    throw configError(
      `mapping.${source}: both directions sync it, so it cannot have a default, which would come back as a value. Remove the default, or map it in one direction only.`,
    );
  }
}

function checkRule(rule: ValueRule, {values = [], defaults, two_way}: ValueSettings): void {
  const {source, from, to} = rule;
  const others = values.filter(other => other.source === source && other !== rule);
  if (others.some(other => other.from.trim() === from.trim())) {
    throw configError(`mapping.${source}: values has ${JSON.stringify(from)} twice.`);
  }
  if (String(ownValue(defaults, source)) === from) {
    throw configError(
      `mapping.${source}: the default ${JSON.stringify(from)} is itself one of its values. Give the value that is to be written.`,
    );
  }
  const twin = others.find(other => other.to.trim() === to.trim());
  if (twin && two_way?.includes(source)) {
    throw configError(
      `mapping.${source}: values writes ${JSON.stringify(to)} for both ${JSON.stringify(from)} and ${JSON.stringify(twin.from)}. Both directions sync it, so each value needs one of its own.`,
    );
  }
}

function kindOfValue(value: unknown): ValueKind {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' || value instanceof ExactNumber ? 'number' : 'text';
}

function keyOf(kind: ValueKind, value: unknown): string | null {
  return toCanonicalValue(kind, typeof value === 'string' ? value.trim() : value);
}
