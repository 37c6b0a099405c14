const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** An ISO 8601 duration of days, hours, minutes and seconds -> milliseconds; undefined is none. */
export function parseDuration(duration = 'PT0S'): number {
  const [, days, hours, minutes, seconds] = DURATION.exec(duration) ?? [];
  const inMinutes = (Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0);
  return (inMinutes * 60 + Number(seconds ?? 0)) * 1000;
}
