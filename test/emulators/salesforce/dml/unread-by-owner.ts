import type {Row, Table} from '../org/index.js';

/** A lead is unread by who just became its owner, by the API too; a call may say otherwise. */
export function unreadByOwner(table: Table, position: number | undefined, saved: Row): Row {
  if (!table.type.field('IsUnreadByOwner')) return {};
  const owner = saved.OwnerId;
  const isKept =
    position !== undefined && (owner === undefined || owner === table.value(position, 'OwnerId'));
  return isKept ? {} : {IsUnreadByOwner: true};
}
