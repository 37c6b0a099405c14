type Answer<Item> =
  | {iterator: AsyncIterator<Item>; result: IteratorResult<Item>}
  | {iterator: AsyncIterator<Item>; error: unknown};

/**
 * What several iterables yield, as it comes. An iterable is asked for its next item when the one before has been used. When one throws, or
 * the reader stops, all are ended.
 */
export async function* merge<Item>(sources: readonly AsyncIterable<Item>[]): AsyncGenerator<Item> {
  const running = new Set(sources.map(source => source[Symbol.asyncIterator]()));
  const ready: Answer<Item>[] = [];
  let wake = () => {};

  // Promise.race would do the same, but a source that is slow would keep all that the others yield meanwhile.
  function ask(iterator: AsyncIterator<Item>): void {
    const answer = (answered: Answer<Item>) => {
      ready.push(answered);
      wake();
    };
    iterator.next().then(
      result => answer({iterator, result}),
      error => answer({iterator, error}),
    );
  }

  for (const iterator of running) ask(iterator);
  try {
    while (running.size > 0) {
      const answer = ready.shift();
      if (!answer) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
        continue;
      }
      const {iterator} = answer;
      if ('error' in answer) throw answer.error;
      if (answer.result.done) {
        running.delete(iterator);
        continue;
      }
      yield answer.result.value;
      ask(iterator);
    }
  } finally {
    await Promise.allSettled([...running].map(iterator => iterator.return?.()));
  }
}
