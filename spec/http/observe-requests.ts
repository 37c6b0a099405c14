/** One request that was sent, and how it was answered. */
export interface ObservedRequest {
  method: string;
  /** Host and path, without the query and without anything that looks like an address. */
  target: string;
  /** 0 when there was no answer. */
  status: number;
  /** Until the answer began. */
  milliseconds: number;
}

type Observer = (request: ObservedRequest) => void;

const observers = new Set<Observer>();

/** Calls `observer` after each request of this process, until the function that comes back is called. */
export function observeRequests(observer: Observer): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}

/** To be called before a request is sent; what comes back, when its status is known. */
export function observeRequest(method: string, url: string): (status: number) => void {
  if (observers.size === 0) return () => {};
  const startedAt = performance.now();
  return status => {
    const milliseconds = Math.round(performance.now() - startedAt);
    const request = {method, target: targetOf(url), status, milliseconds};
    for (const observer of observers) observer(request);
  };
}

function targetOf(url: string): string {
  const {host, pathname} = new URL(url);
  const path = pathname.split('/').map(part => (/@|%40/i.test(part) ? '…' : part));
  return host + path.join('/');
}
