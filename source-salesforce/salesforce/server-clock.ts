/** Another machine's clock, read from the `Date` of its answers. */
export interface ServerClock {
  learn(date: string | undefined): void;
  /** Milliseconds since 1970; this machine's clock until an answer told otherwise. Never ahead of the server's. */
  now(): number;
}

export function createServerClock(local: () => number = monotonic): ServerClock {
  let offset = Date.now() - local();
  return {
    learn: date => {
      const time = Date.parse(date ?? '');
      // The date was written before it arrived, and without its fraction of a second: a lower bound.
      if (!Number.isNaN(time)) offset = time - local();
    },
    now: () => local() + offset,
  };
}

// This machine's clock may be set while the connector runs.
function monotonic(): number {
  return performance.now();
}
