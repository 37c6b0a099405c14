import type {FastifyInstance} from 'fastify';
import {ApiError, methodNotAllowed, notFound} from '../answers/index.js';
import {watchMethods} from './allowed-methods.js';

/** Gives every error the form Salesforce gives it: an array of codes and messages. */
export function answerErrors(app: FastifyInstance): void {
  const methodsOf = watchMethods(app);
  app.setErrorHandler(async (error, _request, reply) => {
    const answer = toApiError(error);
    return reply.code(answer.status).send(answer.body);
  });
  app.setNotFoundHandler(async ({method, url}, reply) => {
    const allowed = methodsOf(url);
    const {status, body} = allowed.length > 0 ? methodNotAllowed(method, allowed) : notFound();
    return reply.code(status).send(body);
  });
}

/** What goes wrong outside of a route, such as a URL that cannot be read, in the same form. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isTooDeep(error))
    return new ApiError(400, 'LIMIT_EXCEEDED', 'The request is nested too deeply');
  const {statusCode, message} = error as {statusCode?: number; message?: string};
  if (statusCode === 404) return notFound();
  if (statusCode === 415)
    return new ApiError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'The HTTP entity body is in an unsupported format',
    );
  if (statusCode !== undefined && statusCode < 500)
    return new ApiError(statusCode, 'JSON_PARSER_ERROR', String(message));
  return new ApiError(500, 'UNKNOWN_EXCEPTION', `An unexpected error occurred: ${message}`);
}

/** Whether what was sent has so many levels that reading it overflowed the stack. */
export function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && /call stack/.test(error.message);
}
