import {ConnectorError} from '@cohort-salesforce/spec';

/** How often an answer that breaks off is asked for. */
export const MAX_READS = 4;

/** Whether an answer broke off on its way, so that it can be asked for again. */
export function isBrokenAnswer(error: unknown): boolean {
  // Whatever Salesforce itself says comes as a ConnectorError; the rest is the line's doing.
  if (!(error instanceof ConnectorError)) return true;
  return error.failure === 'transient_error' && error.facts.errorCode === undefined;
}

/** The error of an answer that broke off for the last time. */
export function brokenAnswer(path: string, cause: unknown): unknown {
  if (cause instanceof ConnectorError) return cause;
  const {code, message} = cause as {code?: string; message?: string};
  return new ConnectorError({
    failure: 'transient_error',
    message: `Reading ${path}: the answer broke off ${MAX_READS} times (${code ?? message}). Run again later.`,
    cause,
  });
}
