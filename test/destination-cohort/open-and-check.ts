import type {ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import {destination} from '../../destination-cohort/destination.js';
import type {Config} from '../../destination-cohort/generated/types.js';
import type {Cohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';

export async function open(
  cohort: Cohort,
  config: Partial<Config>,
  configured: ConfiguredAirbyteStream,
) {
  const {context, logs} = recordingContext();
  const session = await destination.connect({...cohort.config, ...config}, context);
  try {
    return {writer: await destination.open(session, configured), logs};
  } finally {
    await destination.close?.(session);
  }
}

export async function check(cohort: Cohort, config: Partial<Config>): Promise<string> {
  const session = await destination.connect(
    {...cohort.config, ...config},
    recordingContext().context,
  );
  try {
    return await destination.check(session);
  } finally {
    await destination.close?.(session);
  }
}
