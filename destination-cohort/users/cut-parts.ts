/** Cuts items into runs of at most so many items and, unless one alone has more, so many bytes. */
export function cutParts<Item>(
  items: readonly Item[],
  limits: {items: number; bytes?: number},
  bytesOf: (item: Item) => number = () => 0,
): Item[][] {
  const parts: Item[][] = [];
  let part: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    const isFull = part.length >= limits.items || bytes + size > (limits.bytes ?? Infinity);
    if (part.length > 0 && isFull) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
