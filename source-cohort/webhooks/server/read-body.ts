import type {IncomingMessage} from 'node:http';

/** Bytes that all requests together may hold in memory. */
export class BodyBudget {
  readonly #max: number;
  #used = 0;

  constructor(max: number) {
    this.#max = max;
  }

  take(bytes: number): boolean {
    if (this.#used + bytes > this.#max) return false;
    this.#used += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }
}

export interface BodyLimits {
  maxBytes: number;
  budget: BodyBudget;
}

export type Body = {text: string} | {problem: 'too large' | 'no room' | 'cut off'};

/** A request's body as text. What it holds is given back when `done` is called. */
export async function readBody(
  request: IncomingMessage,
  {maxBytes, budget}: BodyLimits,
): Promise<{body: Body; done(): void}> {
  let bytes = 0;
  const done = () => {
    budget.release(bytes);
    bytes = 0;
  };
  const problem = (problem: 'too large' | 'no room' | 'cut off') => {
    return {body: {problem}, done};
  };
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return problem('too large');
  const chunks: Buffer[] = [];
  try {
    // Without destroying the request, so that it can still be answered.
    for await (const data of request.iterator({destroyOnReturn: false})) {
      const chunk = data as Buffer;
      if (bytes + chunk.length > maxBytes) return problem('too large');
      if (!budget.take(chunk.length)) return problem('no room');
      bytes += chunk.length;
      chunks.push(chunk);
    }
  } catch {
    return problem('cut off');
  }
  return {body: {text: Buffer.concat(chunks).toString()}, done};
}
