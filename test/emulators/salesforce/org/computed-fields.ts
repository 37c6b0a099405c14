import type {Table} from './table.js';
import type {Reader} from './value.js';

/** Fields that no one writes: Id, the full name of a person, the photo's address. */
export function computedReader(
  table: Table,
  name: string,
  reader: (field: string) => Reader,
): Reader | undefined {
  if (name === 'Id') return position => table.idAt(position);
  const field = table.type.field(name);
  if (field?.extraTypeInfo === 'imageurl')
    return position => `/services/images/photo/${table.idAt(position)}`;
  if (name === 'Name' && field && !field.createable && table.type.field('LastName'))
    return fullName(reader('FirstName'), reader('LastName'));
  return undefined;
}

function fullName(first: Reader, last: Reader): Reader {
  return position => [first(position), last(position)].filter(part => part !== null).join(' ');
}
