/** Between which moments of its own clock a server dealt with a call, in milliseconds. */
export interface ServerTimes {
  /** At this moment it had not begun. */
  before: number;
  /** At this moment it was done. */
  after: number;
}

// HTTP dates have no fractions of a second.
const DATE_PRECISION_MS = 999;

/** The `Date` of an answer, and when the call began by our clock -> the server's times. */
export function toServerTimes(
  date: string | undefined,
  started: number,
  ended = Date.now(),
): ServerTimes {
  const answered = Date.parse(date ?? '');
  if (Number.isNaN(answered)) return {before: started, after: ended};
  return {before: answered - (ended - started), after: answered + DATE_PRECISION_MS};
}
