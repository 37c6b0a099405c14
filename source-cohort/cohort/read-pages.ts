import {PagingGuard} from '@cohort-salesforce/spec';

export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/**
 * The pages of a listing, each as soon as it is there, while the next one is already asked for.
 * Throws when the listing does not come to an end.
 */
export async function* readPages<Item>(
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
  what: string,
): AsyncGenerator<Item[]> {
  const guard = pageGuard(what);
  let page = await ask(undefined);
  for (;;) {
    const {data, nextCursor} = page;
    checkProgress(guard, page);
    if (!nextCursor) break;
    const next = ask(nextCursor);
    // It is awaited only after this page has been dealt with.
    next.catch(() => {});
    yield data;
    page = await next;
  }
  yield page.data;
}

export function pageGuard(what: string): PagingGuard {
  return new PagingGuard(what);
}

/** Throws when a page shows that the listing does not come to an end. */
export function checkProgress<Item>(guard: PagingGuard, {data, nextCursor}: Page<Item>): void {
  guard.count(data.length);
  // A new cursor is no progress either when it leads to the same items.
  if (data.length > 0) guard.page(`items ${data.map(fingerprintOf).join()}`);
  if (nextCursor) guard.page(`cursor ${nextCursor}`);
}

// A user may come again, with another time, if it changes while the pages are read.
function fingerprintOf(item: unknown): string {
  const {id, referenceId, updatedAt} = item as Record<string, unknown>;
  return `${String(id ?? referenceId)}@${String(updatedAt)}`;
}
