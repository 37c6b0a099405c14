import type {Table} from '../org/index.js';
import type {Session} from '../session/index.js';
import {failed, type SaveResult} from './save-result.js';

export const maintenanceCode = 'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE';
export const maintenanceMessage =
  "Updates can't be made during maintenance. Try again when maintenance is complete.";

/** Why no record may be written now, or not this one by this user. */
export function refuseWrite(
  session: Session,
  table: Table,
  position: number | undefined,
): SaveResult | undefined {
  if (session.org.conditions.readOnly?.fails === 'rows' && !session.isSetup)
    return failed(maintenanceCode, maintenanceMessage);
  if (position === undefined || !isHidden(session, table, position)) return undefined;
  return failed(
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    'insufficient access rights on cross-reference id',
  );
}

/** Whether sharing keeps a record from this user. */
export function isHidden({org, userId}: Session, table: Table, position: number): boolean {
  return org.conditions.isHidden(userId, table, position);
}
