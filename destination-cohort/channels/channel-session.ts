import type {Context} from '@cohort-salesforce/spec';
import type {Config} from '../generated/types.js';
import type {Channel} from './channel.js';

/** One command's connection to a channel other than the API. */
export interface ChannelSession {
  channel: Channel;
  config: Config;
  context: Context;
}
