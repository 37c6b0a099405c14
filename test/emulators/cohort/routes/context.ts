import type {FastifyRequest} from 'fastify';
import type {FaultBook} from '../../control/index.js';
import {ApiError} from '../api-error.js';
import type {Merchant} from '../merchant/merchant.js';
import type {Outcome} from '../merchant/write-users.js';

/** What the routes work on. */
export interface Context {
  /** The merchant whose key the request carries; throws a 401 when it carries none. */
  merchantOf: (request: FastifyRequest) => Merchant;
  faults: () => FaultBook;
  /** Tells the world, by webhook. */
  announce: (merchant: Merchant, happenings: Outcome['happenings'], eventTime: number) => void;
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'generic.unauthorized', 'The API key is missing or not valid');
}
