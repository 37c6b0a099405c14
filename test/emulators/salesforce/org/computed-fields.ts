import type {ObjectType} from '../objects/index.js';
import type {Reader} from './value.js';

interface Records {
  readonly type: ObjectType;
  /** Those that depend on other tables, such as the counts of a campaign. */
  readonly computedFields: ReadonlyMap<string, Reader>;
  idAt(position: number): string;
}

/** Fields that no one writes: Id, the full name of a person, the photo's address. */
export function computedReader(
  records: Records,
  name: string,
  reader: (field: string) => Reader,
): Reader | undefined {
  const own = records.computedFields.get(name);
  if (own) return own;
  if (name === 'Id') return position => records.idAt(position);
  const field = records.type.field(name);
  if (field?.extraTypeInfo === 'imageurl')
    return position => `/services/images/photo/${records.idAt(position)}`;
  if (name === 'Name' && field && !field.createable && records.type.field('LastName'))
    return fullName(reader('FirstName'), reader('LastName'));
  return undefined;
}

function fullName(first: Reader, last: Reader): Reader {
  return position => [first(position), last(position)].filter(part => part !== null).join(' ');
}
