/** An error of the OAuth endpoints: 400 with `error` and `error_description`. */
export class OAuthError extends Error {
  readonly error: string;
  readonly status: number;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.error = error;
    this.status = status;
  }

  get body(): Record<string, string> {
    return {error: this.error, error_description: this.message};
  }
}
