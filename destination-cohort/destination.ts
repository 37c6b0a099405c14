import {defineDestination} from '@cohort-salesforce/spec';
import type {ChannelSession} from './channels/channel-session.js';
import {configLists, specification} from './generated/specification.js';
import type {Config} from './generated/types.js';
import {validateConfig} from './generated/validators.js';
import type {Session} from './session.js';

/** Writes users to Cohort, found by their email, and creates the properties they need. */
export const destination = defineDestination<Config, Session | ChannelSession>({
  name: 'destination-cohort',
  specification,
  validateConfig,
  configLists,

  async connect(config, context) {
    if (config.channel !== undefined && config.channel.type !== 'api') {
      const {connectChannel} = await import('./channels/connect-channel.js');
      return {channel: await connectChannel(config.channel, {config, context}), config, context};
    }
    const {openCohort} = await import('@cohort-salesforce/source-cohort/cohort');
    const cohort = await openCohort({api_key: '', ...config}, context);
    // With dry_run_dir, only the client writes nothing; everything else works as in a real run.
    const keepsWrites = config.dry_run_dir !== undefined;
    return {cohort, config: keepsWrites ? {...config, dry_run: false} : config, context};
  },

  async check(session) {
    if ('channel' in session) return session.channel.check();
    const {checkDestination} = await import('./check.js');
    return checkDestination(session);
  },

  async discover(session) {
    const {discoverOperations} = await import('./discover.js');
    return discoverOperations(
      'channel' in session
        ? await session.channel.readProperties()
        : await session.cohort.readUserProperties(),
    );
  },

  async open(session, stream) {
    if ('channel' in session) {
      const {openChannel} = await import('./channels/open-channel.js');
      return openChannel(session, stream);
    }
    const {openUsers} = await import('./open.js');
    return openUsers(session, stream);
  },

  async close(session) {
    if ('channel' in session) return session.channel.close();
    const {baseline, cohort} = session;
    // If it could not be opened, that has been said.
    const store = await baseline?.catch(() => undefined);
    await store?.close();
    await cohort.close();
  },
});
