import type {ConnectorError} from '@cohort-salesforce/spec';
import {isObject, isObjects} from './parse-answer.js';
import type {Salesforce} from './salesforce.js';
import {refusalError} from './salesforce-error.js';

/** Up to 25 GETs as one request; a refused one gives its error instead of an answer. */
export type GetBatch = (paths: readonly string[]) => Promise<(unknown | ConnectorError)[]>;

interface BatchAnswer {
  results: {statusCode: number; result: unknown}[];
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm */
export function createGetBatch(request: Salesforce['request'], apiVersion: string): GetBatch {
  return async paths => {
    const {results} = await request<BatchAnswer>({
      method: 'POST',
      path: '/composite/batch',
      body: {batchRequests: paths.map(path => ({method: 'GET', url: `v${apiVersion}${path}`}))},
      isRepeatable: true,
      isAnswer: answer =>
        isObject(answer) && isObjects(answer.results) && answer.results.length === paths.length,
    });
    return paths.map((path, index) => {
      const {statusCode = 0, result = null} = results[index] ?? {};
      if (statusCode >= 200 && statusCode < 300) return result;
      const url = path.split('?')[0] ?? path;
      return refusalError({status: statusCode, body: JSON.stringify(result), url, method: 'GET'});
    });
  };
}
