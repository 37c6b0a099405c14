/** What several iterables yield, as it comes. When one throws, or the reader stops, all are ended. */
export async function* merge<Item>(sources: readonly AsyncIterable<Item>[]): AsyncGenerator<Item> {
  const running = new Set(sources.map(source => source[Symbol.asyncIterator]()));
  const ready: (() => Item | undefined)[] = [];
  let wake = () => {};

  // Promise.race would do the same, but a source that is slow would keep all that the others yield meanwhile.
  function ask(iterator: AsyncIterator<Item>): void {
    const answer = (take: () => Item | undefined) => {
      ready.push(take);
      wake();
    };
    iterator.next().then(
      ({done, value}) => answer(done ? () => end(iterator) : () => go(iterator, value)),
      error => answer(() => fail(error)),
    );
  }

  function end(iterator: AsyncIterator<Item>): undefined {
    running.delete(iterator);
  }

  function go(iterator: AsyncIterator<Item>, value: Item): Item {
    ask(iterator);
    return value;
  }

  for (const iterator of running) ask(iterator);
  try {
    while (running.size > 0) {
      const take = ready.shift();
      if (!take) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
        continue;
      }
      const item = take();
      if (item !== undefined) yield item;
    }
  } finally {
    await Promise.allSettled([...running].map(iterator => iterator.return?.()));
  }
}

function fail(error: unknown): never {
  throw error;
}
