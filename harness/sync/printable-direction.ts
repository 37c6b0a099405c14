import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import {SECRET_NAMES} from '../systems/index.js';

/** What the two connectors of a direction are given. */
export interface PrintableDirection {
  catalog: ConfiguredAirbyteCatalog;
  source: Readonly<Record<string, unknown>>;
  destination: Readonly<Record<string, unknown>>;
}

/** A login whose secrets are references to the environment, such as `${SALESFORCE_CLIENT_SECRET}`. */
export function withReferences(
  login: Readonly<Record<string, unknown>>,
  prefix: string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(login).map(([key, value]) => {
      const name = `${prefix}_${key}`;
      if (isMapping(value)) return [key, withReferences(value, name)];
      return [key, SECRET_NAMES.has(key) ? `\${${name.toUpperCase()}}` : value];
    }),
  );
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
