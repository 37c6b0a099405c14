import {TextDecoder} from 'node:util';
import type {FastifyRequest} from 'fastify';
import {ApiError} from '../answers/index.js';

/** The text of a body in the charset that its content type names (UTF-8 unless it does), without a byte order mark. */
export function bodyText({headers}: FastifyRequest, body: Buffer): string {
  const charset = /charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'UTF-8';
  const decoder = decoderOf(charset);
  try {
    return decoder.decode(body);
  } catch {
    throw new ApiError(400, 'JSON_PARSER_ERROR', `The body is not valid ${charset}`);
  }
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, {fatal: true});
  } catch {
    throw new ApiError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `The charset of the body is not supported: ${charset}`,
    );
  }
}
