const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Puts off a signal that ends this process until `act` is done. A process that ends between the
 * answer to a login and its storing would lose the only refresh token that is still accepted.
 */
export async function withoutTermination<Result>(act: () => Promise<Result>): Promise<Result> {
  const received: NodeJS.Signals[] = [];
  const note = (signal: NodeJS.Signals) => void received.push(signal);
  for (const signal of SIGNALS) process.on(signal, note);
  try {
    return await act();
  } finally {
    for (const signal of SIGNALS) process.off(signal, note);
    const [first] = received;
    // Without a listener of ours, it does now what it would have done then.
    if (first) process.kill(process.pid, first);
  }
}
