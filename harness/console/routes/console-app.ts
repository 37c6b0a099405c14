import type {Hono} from 'hono';
import type {Environment} from '../access/protect.js';
import type {Checks} from '../connections/checks.js';
import type {ConsoleConnections} from '../connections/console-connections.js';
import type {Logins} from '../connections/logins.js';
import type {Runs} from '../runs/runs.js';

export type ConsoleApp = Hono<Environment>;

/** What the routes work with. */
export interface ConsoleParts {
  connections: ConsoleConnections;
  runs: Runs;
  logins: Logins;
  checks: Checks;
}
