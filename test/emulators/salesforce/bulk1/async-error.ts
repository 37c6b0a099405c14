/** An error of Bulk API 1: it has its own codes, in another form than those of the REST API. */
export class AsyncError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
