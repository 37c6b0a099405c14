import {createHmac} from 'node:crypto';
import {ConnectorError} from '@cohort-salesforce/spec';
import {createHttpClient, HttpError} from '@cohort-salesforce/spec/http';

const LIMIT_MS = 30_000;
const RETRIES = 3;

/** The header with the HMAC-SHA256 of the body, in hexadecimal. */
const SIGNATURE_HEADER = 'x-signature-256';

/**
 * Posts JSON and retries for half a minute at most. Errors name only the URL's origin, because its
 * path may be a secret.
 */
export async function callUrl(
  url: string,
  {body, secret}: {body: string; secret: string | undefined},
): Promise<void> {
  const http = createHttpClient({
    timeoutMs: 10_000,
    limitMs: LIMIT_MS,
    retries: RETRIES,
    accept: () => true,
  });
  const headers = {
    'content-type': 'application/json',
    ...(secret !== undefined && {[SIGNATURE_HEADER]: `sha256=${sign(body, secret)}`}),
  };
  try {
    await http.text({method: 'POST', url, headers, body, isRepeatable: true});
  } catch (error) {
    throw new ConnectorError({
      failure: 'transient_error',
      message: `${new URL(url).origin} ${describe(error)}.`,
      cause: error,
    });
  } finally {
    await http.close();
  }
}

function sign(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

function describe(error: unknown): string {
  const status = error instanceof HttpError ? error.status : undefined;
  return status === undefined ? 'gave no answer' : `answered with status ${status}`;
}
