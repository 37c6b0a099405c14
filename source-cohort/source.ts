import {configError, defineSource, parseDuration} from '@cohort-salesforce/spec';
import {configLists, specification} from './generated/specification.js';
import type {Config} from './generated/types.js';
import {validateConfig} from './generated/validators.js';
import type {CsvSession, Session, WebhookSession} from './session.js';

/** Reads users, their properties, lists, segments and events from Cohort. */
export const source = defineSource<Config, Session | WebhookSession | CsvSession>({
  name: 'source-cohort',
  specification,
  validateConfig,
  configLists,

  async connect(config, context) {
    const {channel} = config;
    if (channel && channel.type !== 'api' && config.where?.length) {
      throw configError(`where: found conditions with the channel ${channel.type}, expected none.`);
    }
    if (channel?.type === 'csv') {
      const {CsvExport} = await import('./csv/index.js');
      return {files: new CsvExport(channel, context)};
    }
    if (channel?.type === 'webhooks') {
      const {EventFolder} = await import('./webhooks/reading/index.js');
      return {folder: new EventFolder(channel.dir)};
    }
    const {openCohort} = await import('./cohort/index.js');
    const lookbackMs = parseDuration('lookback_window', config.lookback_window ?? 'PT10M');
    const alsoRead = config.also_read || undefined;
    const isOnlyAlsoRead = config.only_also_read ?? false;
    const propertyIds = new Map(Object.entries(config.property_ids ?? {}));
    const {parseConditions} = await import('./streams/where/user-conditions.js');
    const conditions = parseConditions(config.where);
    const cohort = await openCohort({api_key: '', ...config}, context);
    return {
      cohort,
      lookbackMs,
      alsoRead,
      isOnlyAlsoRead,
      propertyIds,
      conditions,
      groups: (['lists', 'segments'] as const).flatMap(kind =>
        (config[kind] ?? []).map(name => ({kind, name})),
      ),
      context,
    };
  },

  async check(session) {
    if ('files' in session) {
      const {checkExport} = await import('./csv/index.js');
      return checkExport(session.files);
    }
    if ('folder' in session) {
      const {checkFolder} = await import('./webhooks/reading/index.js');
      return checkFolder(session.folder);
    }
    const {checkCohort} = await import('./check.js');
    return checkCohort(session);
  },

  async discover(session) {
    if ('files' in session) {
      const {discoverExport} = await import('./csv/index.js');
      return discoverExport(session.files);
    }
    if ('folder' in session) {
      const {webhookStreams} = await import('./webhooks/reading/index.js');
      return webhookStreams.map(({description}) => description);
    }
    const {discoverStreams} = await import('./streams/index.js');
    return discoverStreams(session);
  },

  async *read(session, request) {
    const {name} = request.stream.stream;
    if ('files' in session) {
      const {readExport} = await import('./csv/index.js');
      yield* readExport(session.files, request);
      return;
    }
    if ('folder' in session) {
      const {readWebhookStream, webhookStreams} = await import('./webhooks/reading/index.js');
      yield* readWebhookStream(session.folder, find(webhookStreams, name), request);
      return;
    }
    const {streams} = await import('./streams/index.js');
    yield* find(streams, name).read(session, request);
  },

  concurrentStreams: () => 3,

  async close(session) {
    if ('cohort' in session) await session.cohort.close();
  },
});

function find<Stream extends {name: string}>(streams: readonly Stream[], wanted: string): Stream {
  const stream = streams.find(({name}) => name === wanted);
  if (stream) return stream;
  const names = streams.map(({name}) => name).join(', ');
  throw configError(`Reading the stream ${JSON.stringify(wanted)}: expected one of ${names}.`);
}
