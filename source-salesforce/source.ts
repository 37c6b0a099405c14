import {defineSource} from '@cohort-salesforce/spec';
import {configLists, specification} from './generated/specification.js';
import type {Config} from './generated/types.js';
import {validateConfig} from './generated/validators.js';
import type {Session} from './session.js';

/**
 * Salesforce as a source: every object that can be queried is a stream. What is heavy is loaded where it is used, so that
 * `spec` answers at once.
 */
export const source = defineSource<Config, Session>({
  name: 'source-salesforce',
  specification,
  validateConfig,
  configLists,

  connect: async (config, context) => {
    const {openSession} = await import('./session.js');
    return openSession(config, context);
  },

  check: async session => {
    const {checkAccess} = await import('./check.js');
    return checkAccess(session);
  },

  discover: async session => {
    const {discoverStreams} = await import('./discover/discover-streams.js');
    return discoverStreams(session);
  },

  read: async function* (session, request) {
    const {DESCRIBE_STREAM, readDescribes} = await import('./discover/describe-stream.js');
    if (request.stream.stream.name === DESCRIBE_STREAM)
      return yield* readDescribes(session, request);
    const {readStream} = await import('./read/read-stream.js');
    yield* readStream(session, request);
  },

  concurrentStreams: ({config}) => config.num_workers ?? 4,
  close: ({salesforce}) => salesforce.close(),
});
