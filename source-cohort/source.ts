import {configError, defineSource, parseDuration} from '@cohort-salesforce/spec';
import {configLists, specification} from './generated/specification.js';
import type {Config} from './generated/types.js';
import {validateConfig} from './generated/validators.js';
import type {Session} from './session.js';

/** Reads users, their properties, lists, segments and events from Cohort. */
export const source = defineSource<Config, Session>({
  name: 'source-cohort',
  specification,
  validateConfig,
  configLists,

  async connect(config, context) {
    const {createCohort} = await import('./cohort/index.js');
    const lookbackMs = parseDuration('lookback_window', config.lookback_window ?? 'PT10M');
    const alsoRead = config.also_read || undefined;
    const isOnlyAlsoRead = config.only_also_read ?? false;
    const propertyIds = new Map(Object.entries(config.property_ids ?? {}));
    const cohort = createCohort(config, context);
    return {cohort, lookbackMs, alsoRead, isOnlyAlsoRead, propertyIds, context};
  },

  async check(session) {
    const {checkCohort} = await import('./check.js');
    return checkCohort(session.cohort);
  },

  async discover(session) {
    const {discoverStreams} = await import('./streams/index.js');
    return discoverStreams(session);
  },

  async *read(session, request) {
    const {streams} = await import('./streams/index.js');
    const stream = streams.find(({name}) => name === request.stream.stream.name);
    if (!stream) throw unknownStream(request.stream.stream.name, streams);
    yield* stream.read(session, request);
  },

  concurrentStreams: () => 3,

  close: session => session.cohort.close(),
});

function unknownStream(found: string, streams: readonly {name: string}[]) {
  const names = streams.map(({name}) => name).join(', ');
  return configError(`Reading the stream ${JSON.stringify(found)}: wanted one of ${names}.`);
}
