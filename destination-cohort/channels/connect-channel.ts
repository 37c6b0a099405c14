import type {Context} from '@cohort-salesforce/spec';
import type {Config} from '../generated/types.js';
import type {Channel} from './channel.js';

/** The part of the config that names a channel other than the API. */
export type ChannelConfig = Exclude<NonNullable<Config['channel']>, {type: 'api'}>;

/** Connects to the channel that the config names. */
export async function connectChannel(
  channel: ChannelConfig,
  {config, context}: {config: Config; context: Context},
): Promise<Channel> {
  if (channel.type === 'csv') {
    const {CsvChannel} = await import('./csv/csv-channel.js');
    return new CsvChannel(channel, {config, context});
  }
  const {PostgresqlChannel} = await import('./postgresql/postgresql-channel.js');
  return PostgresqlChannel.connect(channel, {config, context});
}
