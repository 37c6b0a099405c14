import type {FastifyInstance} from 'fastify';
import {insideHeader} from '../../control/index.js';
import {ApiError} from '../answers/index.js';

/** More than Salesforce takes, so that the answer to what is longer comes from here. */
export const readHeaderBytes = 65_536;
const mostBytes = 16_384;

/** Refuses a URI, or a URI with headers, of more bytes than Salesforce takes. */
export function checkLengths(app: FastifyInstance): void {
  app.addHook('onRequest', async ({raw, url, headers: {[insideHeader]: inside}}) => {
    // A call that stands in the body of another one has no URI of its own.
    if (inside !== undefined) return;
    if (url.length > mostBytes)
      throw new ApiError(414, 'URI_TOO_LONG', `The URI is longer than ${mostBytes} bytes`);
    // Each header ends its name with two bytes and its value with two.
    const headers = raw.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
    if (url.length + headers > mostBytes)
      throw new ApiError(
        431,
        'REQUEST_HEADER_FIELDS_TOO_LARGE',
        `The URI and the headers are longer than ${mostBytes} bytes`,
      );
  });
}
