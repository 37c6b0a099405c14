/** Another machine's clock, read from the `Date` of its answers. Milliseconds since 1970. */
export interface ServerClock {
  learn(date: string | undefined): void;
  /**
   * A time that has certainly come: by two answers of the server, and by this machine. What is stored as "read up to" must not be
   * later. A single answer from the future, or a server that is ahead, costs reading a little again instead of never reading on.
   */
  now(): number;
  /** The latest time that it can be: what is after it is in the future for the server and for this machine. */
  latest(): number;
}

interface Clocks {
  /** May be set while the connector runs. */
  wall(): number;
  monotonic(): number;
}

const REMEMBERED = 3;
// HTTP dates have no fractions of a second.
const DATE_PRECISION_MS = 1000;

export function createServerClock({wall, monotonic}: Clocks = OURS): ServerClock {
  // By how much the server's clock is ahead of the monotonic one, by the latest answers.
  const offsets: number[] = [];

  // The second largest: neither one answer from the future nor one from the past changes it.
  function serverTime(): number {
    const [largest, second = largest] = offsets.toSorted((a, b) => b - a);
    return second === undefined ? wall() : monotonic() + second;
  }

  return {
    learn: date => {
      const time = Date.parse(date ?? '');
      if (Number.isNaN(time)) return;
      // The date was written before it arrived, and without its fraction of a second: a lower bound.
      offsets.push(time - monotonic());
      if (offsets.length > REMEMBERED) offsets.shift();
    },
    now: () => Math.min(serverTime(), wall()),
    latest: () => Math.max(serverTime() + DATE_PRECISION_MS, wall()),
  };
}

const OURS: Clocks = {wall: () => Date.now(), monotonic: () => performance.now()};
