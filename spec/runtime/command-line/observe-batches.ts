/** One batch that was written. */
export interface ObservedBatch {
  stream: string;
  records: number;
  /** Until the last of its records had a result. */
  milliseconds: number;
}

type Observer = (batch: ObservedBatch) => void;

const observers = new Set<Observer>();

/** Calls `observer` after each batch of this process, until the function that comes back is called. */
export function observeBatches(observer: Observer): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}

/** To be called before a batch is written; what comes back, when it is. */
export function observeBatch(stream: string, records: number): () => void {
  if (observers.size === 0) return () => {};
  const startedAt = performance.now();
  return () => {
    const milliseconds = Math.round(performance.now() - startedAt);
    for (const observer of observers) observer({stream, records, milliseconds});
  };
}
