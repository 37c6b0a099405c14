import {ApiError, notFound} from '../answers/index.js';

/** The versions of Winter '27. Versions 20 to 30 were retired; clients of older ones are gone too. */
export const oldest = 31;
export const newest = 68;
const oldestRetired = 20;

/** Whether `31.0` is served, was retired, or never existed. */
export function supportOf(version: string): 'served' | 'retired' | 'unknown' {
  const number = Number(/^(\d\d)\.0$/.exec(version)?.[1] ?? 0);
  if (number >= oldest && number <= newest) return 'served';
  return number >= oldestRetired && number < oldest ? 'retired' : 'unknown';
}

/** Throws for a version such as `v25.0` in the path of a REST call when it is not served. */
export function checkVersion(name: string): void {
  const support = supportOf(name.replace(/^v/i, ''));
  if (support === 'unknown' || !/^v/i.test(name)) throw notFound();
  if (support === 'retired')
    throw new ApiError(410, 'GONE', `API version ${name.slice(1)} has been retired`);
}
