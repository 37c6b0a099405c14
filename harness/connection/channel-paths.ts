import {resolve} from 'node:path';
import type {Connection} from '../generated/types.js';

/** A file or folder of a channel is named relative to the connection, wherever the harness is started. */
export function withChannelPaths(connection: Connection, folder: string): Connection {
  const {cohort} = connection;
  const {channel, export_channel} = cohort;
  return {
    ...connection,
    cohort: {
      ...cohort,
      ...(channel && {channel: withAbsolutePaths(channel, folder)}),
      ...(export_channel && {export_channel: withAbsolutePaths(export_channel, folder)}),
    },
  };
}

function withAbsolutePaths<Channel extends {dir?: string; path?: string}>(
  channel: Channel,
  folder: string,
): Channel {
  const {dir, path} = channel;
  return {
    ...channel,
    ...(dir !== undefined && {dir: resolve(folder, dir)}),
    ...(path !== undefined && {path: resolve(folder, path)}),
  };
}
