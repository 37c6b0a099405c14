export interface SilenceWatch {
  /** Something was heard. */
  alive(): void;
  stop(): void;
}

/**
 * Calls `onSilence` once, when nothing was heard for `limitMs`. Time in which `isExcused` says that
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
  let lastHeard = Date.now();
  const timer = setInterval(
    () => {
      if (isExcused()) lastHeard = Date.now();
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
