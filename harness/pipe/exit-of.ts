import type {Exit, RunningConnector} from '../connector/start-connector.js';

/** The exit of a connector that has closed its stdout and so has nothing left to do. */
export async function exitOf(connector: RunningConnector, exitMs: number): Promise<Exit> {
  const timer = setTimeout(() => connector.stop(), exitMs);
  const exit = await connector.exited;
  clearTimeout(timer);
  return exit;
}
