import type {ObjectType} from '../objects/index.js';
import type {Reader, Row} from './value.js';

/** A row with other ids in its reference fields. */
export function renewIds(type: ObjectType, row: Row, renewed: (id: string) => string): Row {
  const ids = Object.entries(row).flatMap(([name, id]) => {
    const isReference = typeof id === 'string' && type.field(name)?.type === 'reference';
    return isReference ? [[name, renewed(id)] as const] : [];
  });
  return {...row, ...Object.fromEntries(ids)};
}

export function renewedReader(read: Reader, renewed: (id: string) => string): Reader {
  return position => {
    const id = read(position);
    return typeof id === 'string' ? renewed(id) : id;
  };
}
