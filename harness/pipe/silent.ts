import {ConnectorError} from '@cohort-salesforce/spec';

/** Why a connector was stopped that sent nothing for too long. */
export function silent(what: string, limitMs: number): ConnectorError {
  const message = `No ${what} came for ${Math.round(limitMs / 1000)} seconds; it was stopped.`;
  return new ConnectorError({failure: 'transient_error', message});
}
