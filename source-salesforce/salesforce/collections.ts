import type {Collections, Salesforce, SaveOptions, SaveResult} from './salesforce.js';

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm */
export function createCollections(request: Salesforce['request']): Collections {
  const save =
    (method: 'POST' | 'PATCH') =>
    async (object: string, records: readonly object[], options: SaveOptions = {}) => {
      const {headers = {}, allOrNone = false} = options;
      return request<SaveResult[]>({
        method,
        path: '/composite/sobjects',
        headers,
        body: {
          allOrNone,
          records: records.map(record => ({attributes: {type: object}, ...record})),
        },
        // Setting the same values by Id twice does no harm; creating records twice does.
        isRepeatable: method === 'PATCH',
      });
    };
  return {create: save('POST'), update: save('PATCH')};
}
