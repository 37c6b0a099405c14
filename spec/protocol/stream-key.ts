/** One string for a stream, in which no name can imitate a namespace; null equals absent. */
export function streamKey(stream: {name: string; namespace?: string | null}): string {
  return stream.namespace ? JSON.stringify([stream.namespace, stream.name]) : stream.name;
}

/**
 * The key among `keys` that a record or state belongs to. Some runners leave the namespace out of records: if only the
 * namespace differs and exactly one stream has that name, it is that stream.
 */
export function findStreamKey(
  keys: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>,
  stream: {name: string; namespace?: string | null | undefined},
): string | undefined {
  const key = streamKey({name: stream.name, namespace: stream.namespace ?? null});
  if (keys.has(key)) return key;
  const same = [...keys.keys()].filter(each => nameIn(each) === stream.name);
  return same.length === 1 ? same[0] : undefined;
}

function nameIn(key: string): unknown {
  if (!key.startsWith('[')) return key;
  try {
    const [, name] = JSON.parse(key) as unknown[];
    return name;
  } catch {
    return key;
  }
}
