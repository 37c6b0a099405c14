const day = 86_400_000;
const days: string[] = [];
const firstDay = Date.UTC(1990, 0, 1) / day;
const lastDay = Date.UTC(2060, 0, 1) / day;

/**
 * `2011-07-07T00:37:00.000Z`. A bulk result may have millions of them, and `toISOString` would take a tenth of its time:
 * the text of a day is made once.
 */
export function isoText(time: number): string {
  const number = Math.floor(time / day);
  if (number < firstDay || number > lastDay) return new Date(time).toISOString();
  const seconds = Math.floor((time - number * day) / 1000);
  const clock = `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${dayText(number)}T${clock}.000Z`;
}

function dayText(number: number): string {
  const at = number - firstDay;
  days[at] ??= new Date(number * day).toISOString().slice(0, 10);
  return days[at];
}

function two(number: number): string {
  const whole = Math.floor(number);
  return whole < 10 ? `0${whole}` : String(whole);
}
