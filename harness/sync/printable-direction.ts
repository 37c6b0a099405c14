import {join} from 'node:path';
import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import {keepsChanges} from '../store/changes-file.js';
import {type Direction, SECRET_NAMES} from '../systems/index.js';
import type {ConnectionWorkOptions} from './connection-options.js';
import {linkSettingsFor} from './link-settings.js';

/** What the two connectors of a direction are given. */
export interface PrintableDirection {
  catalog: ConfiguredAirbyteCatalog;
  source: Readonly<Record<string, unknown>>;
  destination: Readonly<Record<string, unknown>>;
}

/** The configs of a direction for a run by hand that keeps what it has to keep in `folder`; secrets are references. */
export function toPrintable(
  direction: Direction,
  {
    options,
    catalog,
    isLinked,
    folder,
  }: {
    options: Pick<ConnectionWorkOptions, 'loaded' | 'runContext' | 'flags'>;
    catalog: ConfiguredAirbyteCatalog;
    /** Whether the connection keeps a baseline. */
    isLinked: boolean;
    folder: string;
  },
): PrintableDirection {
  const {logins, connection} = options.loaded;
  const {source, destination} = direction;
  const login = (system: string) => withReferences(logins.of(system), system);
  return {
    catalog,
    source: {...login(source.system), ...source.settings, ...source.linkSettings},
    destination: {
      ...login(destination.system),
      ...destination.settings,
      ...destination.linkSettings,
      ...linkSettingsFor(direction, catalog, {options, hasOtherState: false}),
      rejects_dir: join(folder, 'rejects'),
      state_dir: join(folder, 'jobs'),
      listed_dir: join(folder, 'listed'),
      ...(keepsChanges(connection.keep_changes) && {changes_dir: folder}),
      ...(isLinked && direction.name !== 'also' && {baseline_dir: join(folder, 'baseline')}),
    },
  };
}

/** A login whose secrets are references to the environment, such as `${SALESFORCE_CLIENT_SECRET}`. */
function withReferences(
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
