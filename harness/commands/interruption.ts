import type {Terminal} from '../report/terminal.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
// What the destination may take for its last writes; Kubernetes allows 30 s by default.
const GRACE_MS = 60_000;

export interface Interruption {
  /** The first signal: stop reading, write what was read, keep the states. */
  signal: AbortSignal;
  /** The second, or a minute after the first: stop writing too. */
  abandon: AbortSignal;
  dispose(): void;
}

/** Turns Ctrl-C and the like into an orderly end. */
export function listenForInterruption(
  terminal: Terminal,
  message = 'Stopping: what was read is still written. Again to stop at once.',
): Interruption {
  const stop = new AbortController();
  const abandon = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    if (stop.signal.aborted) abandon.abort();
    else {
      terminal.tell(message);
      timer = setTimeout(() => abandon.abort(), GRACE_MS);
      stop.abort();
    }
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: stop.signal,
    abandon: abandon.signal,
    dispose: () => {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
