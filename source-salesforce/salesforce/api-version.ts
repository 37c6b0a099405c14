import {configError} from '@cohort-salesforce/spec';

// Winter '27. Parallel result pages need 58.0.
const OLDEST = 58;
const NEWEST = 68;
const DEFAULT = `${NEWEST}.0`;

/** The API version for every call, such as `68.0`: bulk jobs must be read in the version that began them. */
export function apiVersionOf({api_version}: {api_version?: string}): string {
  if (!api_version) return DEFAULT;
  const number = Number(/^v?(\d\d)(\.0)?$/i.exec(api_version.trim())?.[1]);
  if (number >= OLDEST && number <= NEWEST) return `${number}.0`;
  throw configError(
    `api_version is ${JSON.stringify(api_version)}, expected one from ${OLDEST}.0 to ${NEWEST}.0, or nothing for ${DEFAULT}.`,
  );
}
