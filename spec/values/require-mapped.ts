import {configError} from '../connector-error.js';

/** Throws if one of the lists, by its key in the config, names a source that the mapping does not have. */
export function requireMapped(
  mapping: Readonly<Record<string, unknown>> | undefined,
  lists: Readonly<Record<string, readonly string[]>>,
): void {
  if (!mapping) return;
  for (const [key, sources] of Object.entries(lists)) {
    const unknown = sources.find(source => !Object.hasOwn(mapping, source));
    if (unknown === undefined) continue;
    throw configError(`${key} has ${JSON.stringify(unknown)}, which mapping does not have.`);
  }
}
