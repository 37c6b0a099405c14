import type {Connection} from '../generated/types.js';

/** How users get out of Cohort. */
export type ExportChannel =
  | {type: 'api'}
  | {type: 'webhooks'; dir: string}
  | {type: 'csv'; path: string; columns: Readonly<Record<string, string>>};

/** How the connection's users get out of Cohort. */
export function exportChannelOf({cohort}: Connection): ExportChannel {
  const {channel, export_channel} = cohort;
  const {type, dir = '', path = '', columns = {}} = export_channel ?? {};
  if (type === 'csv') return {type, path, columns};
  if (type === 'webhooks') return {type, dir};
  return typeOf(channel) === 'webhooks'
    ? {type: 'webhooks', dir: channel?.dir ?? ''}
    : {type: 'api'};
}

/** Whether records are linked to users, for which Cohort must be asked who is there. */
export function linksRecords(connection: Connection): boolean {
  const {channel} = connection.cohort;
  return typeOf(channel) === 'api' && exportChannelOf(connection).type === 'api';
}

/** Whether users go to Cohort through a table or files, from which nothing of Cohort can be read. */
export function isWriteOnly(channel: unknown): boolean {
  const type = typeOf(channel);
  return type === 'postgresql' || type === 'csv';
}

export function typeOf(channel: unknown): unknown {
  return (channel as {type?: unknown} | undefined)?.type ?? 'api';
}
