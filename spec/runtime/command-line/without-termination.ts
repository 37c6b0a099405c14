const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const NUMBERS = {SIGINT: 2, SIGTERM: 15, SIGHUP: 1};

let deferrals = 0;

/**
 * Puts off a signal that ends this process until `act` is done. A process that ends between the
 * answer to a login and its storing would lose the only refresh token that is still accepted.
 */
export async function withoutTermination<Result>(act: () => Promise<Result>): Promise<Result> {
  const received: NodeJS.Signals[] = [];
  const note = (signal: NodeJS.Signals) => void received.push(signal);
  for (const signal of SIGNALS) process.on(signal, note);
  deferrals += 1;
  try {
    return await act();
  } finally {
    deferrals -= 1;
    for (const signal of SIGNALS) process.off(signal, note);
    const [first] = received;
    // Without a listener of ours, it does now what it would have done then.
    if (first) process.kill(process.pid, first);
  }
}

/**
 * The kernel gives the first process of a container no default action for signals: without a listener, a stop would
 * wait for its timeout. Everywhere else the signal itself ends the process, which runners can tell from an exit code.
 */
export function exitOnSignals(pid = process.pid): void {
  if (pid !== 1) return;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (deferrals === 0) process.exit(128 + NUMBERS[signal]);
    });
  }
}
