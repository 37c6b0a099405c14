import {configError, defineSource} from '@cohort-salesforce/spec';
import {createHttpClient, type HttpClient, HttpError} from '@cohort-salesforce/spec/http';
import {specification} from './generated/specification.js';
import type {Config} from './generated/types.js';
import {validateConfig} from './generated/validators.js';

interface Session {
  config: Config;
  http: HttpClient;
}

interface Page {
  customers: {id: string; updated_at: string}[];
  next?: string;
}

const CUSTOMERS = {
  name: 'customers',
  json_schema: {
    type: 'object',
    properties: {
      id: {type: 'string'},
      email: {type: 'string'},
      points: {type: ['number', 'null']},
      updated_at: {type: 'string', format: 'date-time'},
    },
  },
  supported_sync_modes: ['full_refresh', 'incremental'] as const,
  source_defined_primary_key: [['id']],
  source_defined_cursor: true,
  default_cursor_field: ['updated_at'],
};

/** Reads customers, page by page; a later run reads those that have changed since. */
export const source = defineSource<Config, Session>({
  name: 'source-shop',
  specification,
  validateConfig,
  connect: async (config, context) => ({
    config,
    http: createHttpClient({onCall: () => context.countApiCalls(1)}),
  }),
  check: async session => {
    await readPage(session, '/customers');
    return 'The shop can be read.';
  },
  discover: async () => [{...CUSTOMERS, supported_sync_modes: [...CUSTOMERS.supported_sync_modes]}],
  async *read(session, {state}) {
    let since = String(state?.since ?? '');
    let path: string | undefined = `/customers?since=${encodeURIComponent(since)}`;
    while (path !== undefined) {
      const {customers, next}: Page = await readPage(session, path);
      yield {kind: 'records', records: customers.map(customer => JSON.stringify(customer))};
      for (const {updated_at: updatedAt} of customers) if (updatedAt > since) since = updatedAt;
      path = next;
    }
    yield {kind: 'state', state: {since}};
  },
  close: ({http}) => http.close(),
});

async function readPage({config, http}: Session, path: string): Promise<Page> {
  const headers = {authorization: `Bearer ${config.token}`};
  try {
    return JSON.parse((await http.text({method: 'GET', url: config.url + path, headers})).body);
  } catch (error) {
    const isRefused = error instanceof HttpError && error.status === 401;
    throw isRefused ? configError('token: the shop does not accept it.') : error;
  }
}
