/** One string for a stream, in which no name can imitate a namespace; null equals absent. */
export function streamKey(stream: {name: string; namespace?: string | null}): string {
  return stream.namespace ? JSON.stringify([stream.namespace, stream.name]) : stream.name;
}
