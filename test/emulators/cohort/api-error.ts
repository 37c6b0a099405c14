/** An answer that is an error: its status and the body `{code, message}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Bad input of any kind: status 417. */
export function invalid(message: string, code = 'generic.invalid-request'): ApiError {
  return new ApiError(417, code, message);
}

export function notFound(what: string, code: string): ApiError {
  return invalid(`No ${what} with this id`, code);
}
