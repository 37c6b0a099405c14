import type {FastifyInstance} from 'fastify';
import {ApiError} from '../answers/index.js';
import {maintenanceCode, maintenanceMessage} from '../dml/index.js';
import type {Org} from '../org/index.js';

// Composite calls are refused call by call inside; a bulk job cannot even read.
const writing =
  /^\/+services\/+(data\/+[^/]+\/+(sobjects|composite\/+(sobjects|tree)|jobs)|async\/)/i;

/** Refuses every call that would write while the org is in read-only mode, if calls shall fail. */
export function refuseCalls(app: FastifyInstance, {conditions}: Org): void {
  app.addHook('onRequest', async ({method, url}) => {
    const {readOnly} = conditions;
    if (readOnly?.fails !== 'calls' || method === 'GET' || !writing.test(url)) return;
    throw new ApiError(readOnly.status, maintenanceCode, maintenanceMessage);
  });
}
