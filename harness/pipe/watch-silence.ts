export interface SilenceWatch {
  /** Something was heard. */
  alive(): void;
  stop(): void;
}

// However short the limit, a program must be able to start and log in.
const START_MS = 60_000;

/**
 * Calls `onSilence` once, when nothing was heard for `limitMs`; at first for at least a minute. Time in which `isExcused` says that
 * the watched one cannot speak does not count.
 */
export function watchSilence({
  limitMs,
  isExcused,
  onSilence,
}: {
  limitMs: number;
  isExcused: () => boolean;
  onSilence: () => void;
}): SilenceWatch {
  let lastHeard = Date.now() + Math.max(0, START_MS - limitMs);
  const timer = setInterval(
    () => {
      if (isExcused()) lastHeard = Math.max(lastHeard, Date.now());
      if (Date.now() - lastHeard < limitMs) return;
      clearInterval(timer);
      onSilence();
    },
    Math.min(30_000, Math.max(10, limitMs / 4)),
  );
  return {
    alive: () => {
      lastHeard = Date.now();
    },
    stop: () => clearInterval(timer),
  };
}
