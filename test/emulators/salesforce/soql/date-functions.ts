const day = 86_400_000;

/** Date functions by name, over milliseconds (a date is its midnight). */
export const dateFunctions: Record<string, (time: number) => number> = {
  CALENDAR_YEAR: time => new Date(time).getUTCFullYear(),
  CALENDAR_QUARTER: time => Math.floor(new Date(time).getUTCMonth() / 3) + 1,
  CALENDAR_MONTH: time => new Date(time).getUTCMonth() + 1,
  FISCAL_YEAR: time => new Date(time).getUTCFullYear(),
  FISCAL_QUARTER: time => Math.floor(new Date(time).getUTCMonth() / 3) + 1,
  FISCAL_MONTH: time => new Date(time).getUTCMonth() + 1,
  DAY_IN_MONTH: time => new Date(time).getUTCDate(),
  DAY_IN_WEEK: time => new Date(time).getUTCDay() + 1,
  DAY_IN_YEAR: time => dayInYear(time),
  WEEK_IN_MONTH: time => Math.floor((new Date(time).getUTCDate() - 1) / 7) + 1,
  WEEK_IN_YEAR: time => Math.floor((dayInYear(time) - 1) / 7) + 1,
  HOUR_IN_DAY: time => new Date(time).getUTCHours(),
};

function dayInYear(time: number): number {
  return Math.floor((time - Date.UTC(new Date(time).getUTCFullYear(), 0)) / day) + 1;
}
