import {
  type BatchingWriter,
  ChangeLimit,
  type ConfiguredAirbyteStream,
  configError,
  openChangeLog,
} from '@cohort-salesforce/spec';
import {planMapping} from '../mapping/plan-mapping.js';
import {checkObject, createsUsers, rankFieldsOf} from '../open.js';
import {ChannelRecords, type ChannelSettings} from './channel-records.js';
import type {ChannelSession} from './channel-session.js';

/** Gets a stream ready to be written through a channel. */
export async function openChannel(
  {channel, config, context}: ChannelSession,
  configured: ConfiguredAirbyteStream,
): Promise<BatchingWriter> {
  checkObject(configured);
  if (config.baseline_dir !== undefined) {
    throw configError(
      'baseline_dir needs the channel "api": other channels cannot ask Cohort which user belongs to a record. Remove baseline_dir from the config.',
    );
  }
  const {emailField, fields: planned, absent} = planMapping(config, configured);
  if (absent.length > 0) {
    context.log('WARN', `The stream does not have these mapped fields: ${absent.join(', ')}.`);
  }
  const clearEmpty = config.clear_empty ?? false;
  const creates = createsUsers({config}, configured);
  const stream = await channel.prepare({fields: planned, creates, clearEmpty});
  const settings: ChannelSettings = {
    emailField,
    fields: stream.fields,
    rankFields: rankFieldsOf(configured),
    clearEmpty,
    changeLimit: ChangeLimit.open(config),
    changeLog: openChangeLog(config, 'cohort', context),
    deletedField: config.link?.deleted ?? 'IsDeleted',
  };
  return {
    batch: stream.batch,
    inFlight: 2,
    begin: () => new ChannelRecords(stream, settings),
    flush: async reason => {
      if (reason === 'end') await stream.finish?.();
    },
  };
}
