/** An answer of the REST API that is an error: the status and what stands in its array body. */
export class ApiError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[] | undefined;

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
  }

  get body(): unknown[] {
    const {message, errorCode, fields} = this;
    return [fields ? {message, errorCode, fields} : {message, errorCode}];
  }
}

export function methodNotAllowed(method: string, allowed: readonly string[]): ApiError {
  const message = `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(',')}`;
  return new ApiError(405, 'METHOD_NOT_ALLOWED', message);
}

export function notFound(message = 'The requested resource does not exist'): ApiError {
  return new ApiError(404, 'NOT_FOUND', message);
}
