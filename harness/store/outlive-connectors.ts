import {setTimeout as wait} from 'node:timers/promises';
import type {Connector} from './lock-chain.js';
import {isAlive} from './process-identity.js';

const LAST_WRITES_MS = 60_000;

/**
 * Resolves when the connectors that a killed run left behind have ended. A destination has lost its
 * input and ends by itself; until then it may still write, and a second writer would not see what
 * the first is about to do.
 */
export async function outliveConnectors(connectors: readonly Connector[]): Promise<void> {
  const deadline = Date.now() + LAST_WRITES_MS;
  for (const connector of connectors) {
    if (!connector.isWriter && isAlive(connector)) signal(connector, 'SIGTERM');
    while (isAlive(connector)) {
      if (Date.now() > deadline) signal(connector, 'SIGKILL');
      await wait(50);
    }
  }
}

function signal({pid}: Connector, name: NodeJS.Signals): void {
  try {
    // Each connector leads a process group of its own; 0 and 1 would be other groups.
    if (pid > 1) process.kill(-pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
