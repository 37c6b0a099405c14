/** A span of time in milliseconds: from the first moment up to, and without, `end`. */
export interface DateRange {
  start: number;
  end: number;
}

const day = 86_400_000;

type Ranges = Record<string, (now: Date) => [start: number, end: number]>;

// Days are UTC: the emulated users live there. Weeks begin on Sunday, fiscal years in January.
const fixed: Ranges = {
  TODAY: now => days(now, 0, 1),
  YESTERDAY: now => days(now, -1, 1),
  TOMORROW: now => days(now, 1, 1),
  THIS_WEEK: now => days(now, -now.getUTCDay(), 7),
  LAST_WEEK: now => days(now, -now.getUTCDay() - 7, 7),
  NEXT_WEEK: now => days(now, -now.getUTCDay() + 7, 7),
  THIS_MONTH: now => months(now, 0, 1),
  LAST_MONTH: now => months(now, -1, 1),
  NEXT_MONTH: now => months(now, 1, 1),
  LAST_90_DAYS: now => days(now, -90, 91),
  NEXT_90_DAYS: now => days(now, 1, 90),
  THIS_QUARTER: now => quarters(now, 0, 1),
  LAST_QUARTER: now => quarters(now, -1, 1),
  NEXT_QUARTER: now => quarters(now, 1, 1),
  THIS_YEAR: now => years(now, 0, 1),
  LAST_YEAR: now => years(now, -1, 1),
  NEXT_YEAR: now => years(now, 1, 1),
};

const counted: Record<string, (now: Date, n: number) => [number, number]> = {
  LAST_N_DAYS: (now, n) => days(now, -n, n + 1),
  NEXT_N_DAYS: (now, n) => days(now, 1, n),
  N_DAYS_AGO: (now, n) => days(now, -n, 1),
  LAST_N_WEEKS: (now, n) => days(now, -now.getUTCDay() - 7 * n, 7 * n),
  NEXT_N_WEEKS: (now, n) => days(now, -now.getUTCDay() + 7, 7 * n),
  N_WEEKS_AGO: (now, n) => days(now, -now.getUTCDay() - 7 * n, 7),
  LAST_N_MONTHS: (now, n) => months(now, -n, n),
  NEXT_N_MONTHS: (now, n) => months(now, 1, n),
  N_MONTHS_AGO: (now, n) => months(now, -n, 1),
  LAST_N_QUARTERS: (now, n) => quarters(now, -n, n),
  NEXT_N_QUARTERS: (now, n) => quarters(now, 1, n),
  N_QUARTERS_AGO: (now, n) => quarters(now, -n, 1),
  LAST_N_YEARS: (now, n) => years(now, -n, n),
  NEXT_N_YEARS: (now, n) => years(now, 1, n),
  N_YEARS_AGO: (now, n) => years(now, -n, 1),
};

/** The span that a date literal such as `TODAY` or `LAST_N_DAYS:7` names; undefined for another word. */
export function dateRange(word: string, now: number): DateRange | undefined {
  const [name = '', count] = word.replace('_FISCAL_', '_').split(':');
  const date = new Date(now);
  const span = count === undefined ? fixed[name]?.(date) : counted[name]?.(date, Number(count));
  return span && {start: span[0], end: span[1]};
}

function days(now: Date, from: number, length: number): [number, number] {
  const start = Math.floor(now.getTime() / day) * day + from * day;
  return [start, start + length * day];
}

function months(now: Date, from: number, length: number): [number, number] {
  const month = now.getUTCMonth() + from;
  return [Date.UTC(now.getUTCFullYear(), month), Date.UTC(now.getUTCFullYear(), month + length)];
}

function quarters(now: Date, from: number, length: number): [number, number] {
  const first = Math.floor(now.getUTCMonth() / 3) * 3 + from * 3;
  const year = now.getUTCFullYear();
  return [Date.UTC(year, first), Date.UTC(year, first + length * 3)];
}

function years(now: Date, from: number, length: number): [number, number] {
  const year = now.getUTCFullYear() + from;
  return [Date.UTC(year, 0), Date.UTC(year + length, 0)];
}
