import {invalid} from '../api-error.js';

/** A place in a list: after the item with this number and id. */
export interface Place {
  at: number;
  id: string;
}

export interface Page {
  data: object[];
  nextCursor: string | null;
}

export function readCursor(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined;
  const [at, id] = Buffer.from(text, 'base64url').toString().split(' ');
  const place = {at: Number(at), id: id ?? ''};
  if (writeCursor(place) === text && Number.isFinite(place.at)) return place;
  throw invalid('Parameter cursor is not one that was answered');
}

/** Takes one page, and looks whether another follows. */
export function takePage<T>(
  items: Iterable<T>,
  limit: number,
  {placeOf, toData}: {placeOf: (item: T) => Place; toData: (item: T) => object},
): Page {
  const data: object[] = [];
  let last: T | undefined;
  for (const item of items) {
    if (data.length === limit && last !== undefined)
      return {data, nextCursor: writeCursor(placeOf(last))};
    data.push(toData(item));
    last = item;
  }
  return {data, nextCursor: null};
}

function writeCursor({at, id}: Place): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}
