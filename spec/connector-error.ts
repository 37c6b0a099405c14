import {explainFileError} from './file-error.js';

/**
 * Why a command failed, in the protocol's terms: `config_error`: the user must change the config;
 * `transient_error`: the same run may succeed later; `system_error`: a defect in the connector.
 */
export type Failure = 'config_error' | 'transient_error' | 'system_error';

export interface ConnectorErrorOptions {
  failure: Failure;
  /** For the user: what was tried, what was found, what is wanted. Never a secret or a whole record. */
  message: string;
  cause?: unknown;
  /** Machine-readable details, such as a URL, a status or an error code. */
  facts?: Readonly<Record<string, unknown>>;
}

/** The one error of the connectors. A bad record is not an error but a rejection. */
export class ConnectorError extends Error {
  /** Decides the exit code and what a runner does next. */
  readonly failure: Failure;
  /** Machine-readable details, such as a URL, a status or an error code. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor({failure, message, cause, facts}: ConnectorErrorOptions) {
    super(message, cause === undefined ? undefined : {cause});
    this.name = 'ConnectorError';
    this.failure = failure;
    this.facts = facts ?? {};
  }
}

/** An error that the user corrects by changing the config. Tell in `message` what was found and what is expected. */
export function configError(message: string, facts?: ConnectorErrorOptions['facts']) {
  return new ConnectorError({failure: 'config_error', message, ...(facts && {facts})});
}

/** Converts anything thrown to a ConnectorError. An unexpected error becomes a `system_error`. */
export function toConnectorError(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  const explained = explainFileError(thrown);
  if (explained) return new ConnectorError(explained);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ConnectorError({failure: 'system_error', message, cause: thrown});
}
