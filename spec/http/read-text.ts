import type {Readable} from 'node:stream';

// The largest answers that are read whole are describes of some objects at once, with some tens of megabytes.
const MAX_TEXT_BYTES = 256 * 1024 * 1024;
// JSON is compressed to a twentieth. What grows to far more was made to fill the memory.
const MAX_RATIO = 200;
const RATIO_FREE_BYTES = 16 * 1024 * 1024;

/** An answer that is larger than any that is meant to be read whole. */
export class TooLargeError extends Error {
  readonly code = 'TOO_LARGE';
}

/** A body -> its text. `receivedBytes` says how many bytes have come from the server for it so far. */
export async function readText(body: Readable, receivedBytes: () => number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    const isBomb = bytes > RATIO_FREE_BYTES && bytes > receivedBytes() * MAX_RATIO;
    if (bytes > MAX_TEXT_BYTES || isBomb) {
      throw new TooLargeError(
        `an answer of more than ${bytes} bytes, from ${receivedBytes()} bytes that were sent`,
      );
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The first bytes of a body as text; the rest is not read. */
export async function readBeginning(body: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop destroys the body.
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxBytes);
}
