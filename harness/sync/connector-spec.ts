import type {LoginTurn, WaitOptions} from '../connection/login-turn.js';
import type {Program} from '../connector/find-program.js';

/** A connector with everything needed to start it. */
export interface ConnectorSpec {
  program: Program;
  /** Under whose name its API calls are counted. */
  system: string;
  /** Where the connection describes what it moves, if that is not `import` or `export`. */
  of?: string | undefined;
  /** Waits for this connector's turn at a login that others may use and renew, if there is one. */
  takeTurn?(wait: WaitOptions): Promise<LoginTurn | undefined>;
  /** The file with the config to start with now; a login may have changed since the last start. */
  configFile(): Promise<string>;
  /** Resolves when a config that the connector renewed is on the disk. */
  saveConfig(config: Record<string, unknown>): Promise<void>;
  /** Folders that the config names. */
  folders: readonly string[];
}
