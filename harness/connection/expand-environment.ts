import {ownValue} from '@cohort-salesforce/spec';

const REFERENCE = /\$(\$\{)|\$\{([A-Za-z_]\w*)\}/g;

/**
 * Replaces `${NAME}` in every text of a value by the environment's; `$${` stays as `${`. What comes
 * from the environment is not expanded again. Tells `problem` of each name that is not set.
 */
export function expandEnvironment(
  value: unknown,
  environment: NodeJS.ProcessEnv,
  problem: (path: string, name: string) => void,
): unknown {
  return expand(value, '');

  function expand(at: unknown, path: string): unknown {
    if (typeof at === 'string') return expandText(at, path);
    if (Array.isArray(at)) return at.map((item, index) => expand(item, `${path}/${index}`));
    if (typeof at !== 'object' || at === null) return at;
    return Object.fromEntries(
      Object.entries(at).map(([key, nested]) => [key, expand(nested, `${path}/${key}`)]),
    );
  }

  function expandText(text: string, path: string): unknown {
    const expanded = text.replace(REFERENCE, (whole, escaped, name) => {
      if (escaped) return escaped;
      const found = ownValue(environment, name);
      if (found === undefined) problem(path, name);
      return found ?? whole;
    });
    // The environment knows only text; no setting wants "true" or "false" as text.
    if (expanded === text || !/^(true|false)$/.test(expanded)) return expanded;
    return expanded === 'true';
  }
}

/** Values as they have to be written so that they are read again as they are. */
export function escapeReferences(values: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.replaceAll('${', () => '$${') : value,
    ]),
  );
}
