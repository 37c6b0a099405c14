import type {ObjectType} from '../objects/index.js';
import type {Row, Value} from '../org/index.js';
import type {Session} from '../session/index.js';

/** The fields by which a record tells when and by whom it was saved, as far as the object has them. */
export function stamps(session: Session, type: ObjectType, isNew: boolean): Row {
  const {userId} = session;
  const now = session.org.stamp();
  const row: Record<string, Value> = {};
  const stamp = (name: string, value: Value) => {
    if (type.field(name)) row[name] = value;
  };
  for (const name of ['LastModifiedDate', 'SystemModstamp']) stamp(name, now);
  stamp('LastModifiedById', userId);
  if (!isNew) return row;
  stamp('CreatedDate', now);
  for (const name of ['CreatedById', 'OwnerId']) stamp(name, userId);
  return row;
}
