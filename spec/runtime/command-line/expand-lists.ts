import {configError} from '../../connector-error.js';

/** A map of a config that may also be given as a list of objects, as forms produce it. */
export interface ConfigList {
  /** Where it is in the config. */
  path: readonly string[];
  /** The item's property that holds the key, such as `from`. */
  key: string;
  /** The item's property that holds the value, such as `to`. */
  value: string;
}

type Item = Record<string, unknown>;

/**
 * A config with each list as the map it stands for: `[{"from": "Email", "to": "email"}]` becomes
 * `{"Email": "email"}`. An empty map or list counts as absent. The config given is not changed.
 */
export function expandLists(config: unknown, lists: readonly ConfigList[]): unknown {
  return lists.reduce((expanded, list) => expand(expanded, list, list.path), config);
}

function expand(parent: unknown, list: ConfigList, [name, ...rest]: readonly string[]): unknown {
  if (!isItem(parent) || name === undefined || !Object.hasOwn(parent, name)) return parent;
  const {[name]: found, ...others} = parent;
  if (rest.length > 0) return {...others, [name]: expand(found, list, rest)};
  const map = Array.isArray(found) ? toMap(found, list) : found;
  return isItem(map) && Object.keys(map).length === 0 ? others : {...others, [name]: map};
}

function toMap(items: readonly unknown[], list: ConfigList): Item {
  const positions = new Map<string, number>();
  const entries = items.map((item, index): [string, unknown] => {
    const where = `${list.path.join('.')}[${index}]`;
    const [key, value] = entryOf(item, list, where);
    const earlier = positions.get(key);
    if (earlier !== undefined) {
      const text = JSON.stringify(key);
      throw configError(
        `The config is not valid: ${where}.${list.key}: ${text} is also at position ${earlier} of the list; remove one of the two.`,
      );
    }
    positions.set(key, index);
    return [key, value];
  });
  // Unlike an assignment, this also keeps a key such as __proto__.
  return Object.fromEntries(entries);
}

function entryOf(item: unknown, {key, value}: ConfigList, where: string): [string, unknown] {
  const expected = `expected an object with "${key}" and "${value}"`;
  if (!isItem(item)) throw configError(`The config is not valid: ${where}: ${expected}.`);
  const unknown = Object.keys(item).find(name => name !== key && name !== value);
  if (unknown !== undefined) {
    throw configError(
      `The config is not valid: ${where}: found ${JSON.stringify(unknown)}, ${expected}.`,
    );
  }
  const {[key]: name, [value]: content = null} = item;
  if (typeof name === 'string' && name !== '') return [name, content];
  throw configError(`The config is not valid: ${where}.${key}: expected text, such as a name.`);
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
