/** Whether there is such a day; JavaScript takes February 30 for March 1. */
export function isOnCalendar(date: string): boolean {
  const moment = new Date(`${date}T00:00:00.000Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date);
}
