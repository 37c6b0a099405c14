import {ApiError} from '../answers/index.js';
import type {Api} from '../server/create-server.js';
import {readList} from './read-list.js';
import {callInside, readCall} from './subrequest.js';

const mostRequests = 25;

/** Composite Batch: up to 25 calls in one, each on its own. */
export function addBatchRoutes({app, sessionOf}: Api): void {
  app.post('/services/data/:version/composite/batch', async request => {
    sessionOf(request);
    const batchRequests = readList(request.body, 'batchRequests');
    const {haltOnError = false} = (request.body ?? {}) as {haltOnError?: boolean};
    if (batchRequests.length > mostRequests)
      throw new ApiError(
        400,
        'LIMIT_EXCEEDED',
        `Maximum number of requests in a batch is ${mostRequests}`,
      );
    const results: {statusCode: number; result: unknown}[] = [];
    let hasErrors = false;
    for (const {richInput, ...subrequest} of batchRequests) {
      if (hasErrors && haltOnError) {
        results.push({
          statusCode: 412,
          result: [{errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted'}],
        });
        continue;
      }
      const {status, body} = await callInside(app, request, {
        ...readCall(subrequest),
        body: richInput,
      });
      hasErrors ||= status >= 400;
      results.push({statusCode: status, result: body});
    }
    return {hasErrors, results};
  });
}
