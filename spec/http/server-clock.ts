/** Another machine's clock, read from the `Date` of its answers. Milliseconds since 1970. */
export interface ServerClock {
  /** Takes the `Date` header of a response. */
  learn(date: string | undefined): void;
  /**
   * A time that has certainly passed, by two responses of the server and by this machine. Never store a later time as
   * "read up to": a wrong clock then means reading some records again, instead of skipping them.
   */
  now(): number;
  /** The latest time that it can be. Anything later is in the future for both the server and this machine. */
  latest(): number;
  /** How far it is ahead of this machine's clock in milliseconds, to within some seconds; undefined until it is known. */
  ahead(): number | undefined;
}

interface Clocks {
  /** May be set while the connector runs. */
  wall(): number;
  monotonic(): number;
}

const REMEMBERED = 3;
// HTTP dates have no fractions of a second.
const DATE_PRECISION_MS = 1000;

/** Creates a clock that knows nothing of the server yet: until `learn` is called, it is this machine's. */
export function createServerClock({wall, monotonic}: Clocks = OURS): ServerClock {
  // By how much the server's clock is ahead of the monotonic one, by the latest answers.
  const offsets: number[] = [];
  let offset: number | undefined;

  function serverTime(): number {
    return offset === undefined ? wall() : monotonic() + offset;
  }

  return {
    learn: date => {
      const time = Date.parse(date ?? '');
      if (Number.isNaN(time)) return;
      // The date was written before it arrived, and without its fraction of a second: a lower bound.
      offsets.push(time - monotonic());
      if (offsets.length > REMEMBERED) offsets.shift();
      // The second largest: neither one answer from the future nor one from the past changes it.
      const [largest, second = largest] = offsets.toSorted((a, b) => b - a);
      offset = second;
    },
    now: () => Math.min(serverTime(), wall()),
    latest: () => Math.max(serverTime() + DATE_PRECISION_MS, wall()),
    ahead: () => (offset === undefined ? undefined : serverTime() - wall()),
  };
}

const OURS: Clocks = {wall: () => Date.now(), monotonic: () => performance.now()};
