import type {Connection} from '../../generated/types.js';

const EDITED = {
  import: [
    'enabled',
    'object',
    'email_field',
    'users',
    'fields',
    'where',
    'constants',
    'on_delete',
  ],
  export: [
    'enabled',
    'user_id_field',
    'users',
    'properties',
    'where',
    'constants',
    'create_defaults',
  ],
};
const EDITED_RULES = ['property', 'wins', 'field', 'when', 'default'];

/** The settings of the file that the page does not edit and therefore keeps, by their place in the file; no secret. */
export function keptSettings(connection: Connection): Record<string, unknown> {
  const {import: imported, export: exported, on_failure, on_rejected} = connection;
  const {duplicates, keep_changes} = connection;
  const kept = {
    duplicates,
    keep_changes,
    // The page edits an address that stands alone.
    on_failure: typeof on_failure === 'string' ? undefined : withoutSecret(on_failure),
    on_rejected: withoutSecret(on_rejected),
    ...settingsOf('import', imported, imported.fields),
    ...settingsOf('export', exported, exported?.properties),
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

function settingsOf(
  name: keyof typeof EDITED,
  settings: object | undefined,
  mapping: object | undefined,
): Record<string, unknown> {
  const others = without(settings ?? {}, EDITED[name]).map(([key, value]) => [
    `${name}.${key}`,
    value,
  ]);
  const at = name === 'import' ? 'import.fields' : 'export.properties';
  const rules = Object.entries(Array.isArray(mapping) ? {} : (mapping ?? {})).flatMap(
    ([field, to]) => {
      const own = typeof to === 'object' && to !== null ? without(to, EDITED_RULES) : [];
      return own.length > 0 ? [[`${at}.${field}`, Object.fromEntries(own)]] : [];
    },
  );
  return Object.fromEntries([...others, ...rules]);
}

function without(settings: object, keys: readonly string[]): [string, unknown][] {
  return Object.entries(settings).filter(([key]) => !keys.includes(key));
}

function withoutSecret(alert: Connection['on_failure']): unknown {
  if (typeof alert !== 'object') return alert;
  return Object.fromEntries(without(alert, ['secret']));
}
