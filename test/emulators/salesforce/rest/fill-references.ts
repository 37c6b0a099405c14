import {isRecord} from '../dml/index.js';

/** Puts what earlier calls answered in place of `@{name.path}`; names the first reference that leads nowhere. */
export function fillReferences(
  value: unknown,
  bodies: ReadonlyMap<string, unknown>,
): {value: unknown} | {error: string} {
  try {
    return {value: fill(value, bodies)};
  } catch (error) {
    if (error instanceof BadReference) return {error: error.message};
    throw error;
  }
}

class BadReference extends Error {}

function fill(value: unknown, bodies: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') return fillText(value, bodies);
  if (Array.isArray(value)) return value.map(item => fill(item, bodies));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, bodies)]));
}

function fillText(text: string, bodies: ReadonlyMap<string, unknown>): string {
  return text.replace(/@\{([^}]+)\}/g, (whole, path: string) => {
    const [name = '', ...keys] = path
      .split('.')
      .flatMap(part => part.replace(/\[(\d+)\]/g, '.$1').split('.'));
    if (!bodies.has(name))
      throw new BadReference(`Invalid reference specified. No value for ${whole} found.`);
    let found = bodies.get(name);
    for (const key of keys) found = (found as Record<string, unknown> | null | undefined)?.[key];
    if (found === undefined || found === null)
      throw new BadReference(
        `Invalid reference specified. No value for ${whole} found in ${name}.`,
      );
    return String(found);
  });
}
