import type {FastifyInstance} from 'fastify';
import {ApiError} from '../api-error.js';
import type {RateLimiter} from '../rate-limiter.js';
import type {Context} from './context.js';
import {addEventRoutes} from './event-routes.js';
import {addGroupRoutes} from './group-routes.js';
import {addJobRoutes} from './job-routes.js';
import {addMerchantRoutes} from './merchant-routes.js';
import {addPropertyRoutes} from './property-routes.js';
import {addUserRoutes} from './user-routes.js';

/** Serves the Merchants API below /v1. */
export function addApi(app: FastifyInstance, context: Context, limiter: RateLimiter): void {
  answerErrors(app);
  app.register(
    async v1 => {
      v1.addHook('onRequest', async (request, reply) => {
        const wait = limiter.take(context.merchantOf(request).mode);
        if (wait === 0) return;
        reply.header('retry-after', wait);
        throw new ApiError(429, 'generic.rate-limit-exceeded', `Too many requests, wait ${wait} s`);
      });
      addUserRoutes(v1, context);
      addJobRoutes(v1, context);
      addPropertyRoutes(v1, context);
      addGroupRoutes(v1, context);
      addEventRoutes(v1, context);
      addMerchantRoutes(v1, context);
    },
    {prefix: '/v1'},
  );
}

function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request, reply) => {
    const message = `Cannot ${request.method} ${request.url.split('?')[0]}`;
    return reply.code(404).send({code: 'generic.not-found', message});
  });
  app.setErrorHandler(async (error: Error & {statusCode?: number}, _, reply) => {
    const {status, code} = error instanceof ApiError ? error : classify(error);
    return reply.code(status).send({code, message: error.message});
  });
}

// Bad JSON, too large a body or another content type: bad input like any other.
function classify({statusCode = 500}: {statusCode?: number}): {status: number; code: string} {
  if (statusCode < 500) return {status: 417, code: 'generic.invalid-request'};
  return {status: 500, code: 'generic.internal-error'};
}
