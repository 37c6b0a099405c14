import type {Config} from '../generated/types.js';

/**
 * Properties that the mapping names as a person calls them -> as the stream's records do. A schema's
 * title is the property's name in Cohort.
 */
export function toReferenceIds(
  config: Config,
  properties: Readonly<Record<string, unknown>>,
): Config {
  const {mapping, two_way, wins, values, defaults, when} = config;
  if (!mapping) return config;
  const byTitle = new Map<string, string>();
  for (const [name, schema] of Object.entries(properties)) {
    const {title} = (schema ?? {}) as {title?: unknown};
    if (typeof title === 'string' && !byTitle.has(title)) byTitle.set(title, name);
  }
  const resolve = (name: string) =>
    Object.hasOwn(properties, name) ? name : (byTitle.get(name) ?? name);
  return {
    ...config,
    mapping: resolveKeys(mapping, resolve),
    ...(two_way && {two_way: two_way.map(resolve)}),
    ...(wins && {wins: resolveKeys(wins, resolve)}),
    ...(values && {values: values.map(rule => ({...rule, source: resolve(rule.source)}))}),
    ...(defaults && {defaults: resolveKeys(defaults, resolve)}),
    ...(when && {when: resolveKeys(when, resolve)}),
  };
}

function resolveKeys<Value>(
  record: Readonly<Record<string, Value>>,
  resolve: (name: string) => string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [resolve(name), value]));
}
