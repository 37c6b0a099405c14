import {Readable} from 'node:stream';
import {gunzip} from './gunzip.js';
import {type ProgressLimits, watchProgress} from './watch-progress.js';

/** The body of an answer, decompressed if it came as gzip and watched for progress. */
export interface OpenBody {
  content: Readable;
  /** How many bytes of it have come so far, before decompression. */
  receivedBytes: () => number;
}

export function openBody(
  body: Readable,
  encoding: string | undefined,
  limits: ProgressLimits,
): OpenBody {
  let bytes = 0;
  const watched = watchProgress(body, limits, received => {
    bytes += received;
  });
  const pieces = encoding === 'gzip' ? gunzip(watched) : watched;
  const content = Readable.from(pieces, {objectMode: false});
  // Also when nothing of it was ever asked for: then nobody else hears that it broke off.
  content.once('close', () => body.once('error', () => {}).destroy());
  return {content, receivedBytes: () => bytes};
}
