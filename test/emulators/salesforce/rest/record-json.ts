import {ApiError} from '../answers/index.js';
import type {Table} from '../org/index.js';
import type {Session} from '../session/index.js';
import {recordOf} from '../soql/index.js';

/** A record with all its fields, or those in the comma-separated list. */
export function recordJson(
  session: Session,
  table: Table,
  position: number,
  fields?: string | readonly string[],
): object {
  const type = session.typeOf(table.type.name) ?? table.type;
  const names = typeof fields === 'string' ? fields.split(',').map(name => name.trim()) : fields;
  const unknown = names?.find(name => !name.includes('.') && !type.field(name));
  if (unknown !== undefined)
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `No such column '${unknown}' on entity '${type.name}'`,
    );
  const chosen = names ?? type.fields.map(field => field.name);
  return recordOf({...session, sourceOf: source => source}, table, chosen)(position);
}
