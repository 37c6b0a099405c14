import {ConnectorError} from '../../spec/index.js';

export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/**
 * The pages of a listing, each as soon as it is there, while the next one is already asked for.
 * Throws when the listing goes round in circles.
 */
export async function* readPages<Item>(
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
  what: string,
): AsyncGenerator<Item[]> {
  let page = await ask(undefined);
  let cursor: string | null = null;
  while (page.nextCursor !== null && page.nextCursor !== '') {
    if (page.nextCursor === cursor) throw standsStill(what);
    cursor = page.nextCursor;
    const next = ask(cursor);
    // It is awaited only after this page has been dealt with.
    next.catch(() => {});
    yield page.data;
    page = await next;
  }
  yield page.data;
}

function standsStill(what: string): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Reading ${what}: Cohort gave the same cursor twice, so the next page cannot be had.`,
  });
}
