import {join} from 'node:path';
import {packagedProgram} from '../connector/find-program.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import type {Endpoint} from '../systems/index.js';
import type {ConnectionWorkOptions} from './connection-options.js';
import type {ConnectorSpec} from './connector-spec.js';

/**
 * A connector of the connection, ready to be started with these settings and its system's login.
 * Its config, which holds secrets, is written to `filesFolder` when it starts.
 */
export function toConnectorSpec(
  {connector, system}: Endpoint,
  settings: Readonly<Record<string, unknown>>,
  {
    options: {programs, loaded, folder},
    filesFolder,
    of,
  }: {
    options: Pick<ConnectionWorkOptions, 'programs' | 'loaded' | 'folder'>;
    filesFolder: string;
    of?: string | undefined;
  },
): ConnectorSpec {
  const {logins} = loaded;
  const saveConfig = (renewed: Record<string, unknown>) => {
    const login = Object.entries(renewed).filter(([key]) => !Object.hasOwn(settings, key));
    return logins.rotate(system, Object.fromEntries(login));
  };
  return {
    program: programs.get(connector) ?? packagedProgram(connector),
    system,
    folders: [folder],
    of,
    configFile: async () => {
      // Several of one connector may be at work at once.
      const path = join(filesFolder, `${of === undefined ? '' : `${of}.`}${connector}.json`);
      await writeFileAtomically(path, JSON.stringify({...logins.of(system), ...settings}));
      return path;
    },
    saveConfig,
    takeTurn: wait => logins.takeTurn(system, {...wait, save: saveConfig}),
  };
}
