/** What several iterables yield, as it comes. When one throws, or the reader stops, all are ended. */
export async function* merge<Item>(sources: readonly AsyncIterable<Item>[]): AsyncGenerator<Item> {
  const iterators = sources.map(source => source[Symbol.asyncIterator]());
  const pending = new Map(iterators.map(iterator => [iterator, step(iterator)]));
  try {
    while (pending.size > 0) {
      const {iterator, result} = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(iterator);
      } else {
        pending.set(iterator, step(iterator));
        yield result.value;
      }
    }
  } finally {
    for (const rest of pending.values()) rest.catch(() => {});
    await Promise.allSettled([...pending.keys()].map(iterator => iterator.return?.()));
  }
}

async function step<Item>(iterator: AsyncIterator<Item>) {
  return {iterator, result: await iterator.next()};
}
