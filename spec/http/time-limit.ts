import {inSeconds, TimeLimitError} from './watch-progress.js';

/** Aborts after a while, with a reason that says after how long. */
export function timeLimit(milliseconds: number): {signal: AbortSignal; clear: () => void} {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new TimeLimitError(`no end of the answer in ${inSeconds(milliseconds)}`));
  }, milliseconds);
  return {signal: controller.signal, clear: () => clearTimeout(timer)};
}
