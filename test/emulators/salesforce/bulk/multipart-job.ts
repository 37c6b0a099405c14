import type {FastifyRequest} from 'fastify';
import {ApiError} from '../answers/index.js';
import {isRecord} from '../dml/index.js';
import {parseJson} from '../server/parse-json.js';
import type {IngestBody} from './create-ingest-job.js';

const mostCharacters = 100_000;

export function isMultipart({headers}: FastifyRequest): boolean {
  return /^multipart\/form-data/i.test(headers['content-type'] ?? '');
}

/** A job whose CSV comes with it: a part named `job` (JSON) and a part named `content`. */
export async function readMultipart(
  request: FastifyRequest,
): Promise<{body: IngestBody; content: string}> {
  const boundary = /boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
  const parts = (await textOf(request.body)).split(`--${boundary}`);
  const job = partNamed(parts, 'job');
  const content = partNamed(parts, 'content');
  if (job === undefined || content === undefined)
    throw new ApiError(
      400,
      'INVALIDJOB',
      'A multipart request needs the parts "job" and "content"',
    );
  if (content.length > mostCharacters)
    throw new ApiError(
      400,
      'BULK_API_ERROR',
      `The content of a multipart request may have ${mostCharacters} characters`,
    );
  const body = parseJson(job);
  return {body: isRecord(body) ? body : {}, content};
}

async function textOf(body: unknown): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function partNamed(parts: readonly string[], name: string): string | undefined {
  const part = parts.find(text =>
    new RegExp(`name="?${name}"?(;|\\r?\\n|$)`, 'i').test(text.split(/\r?\n\r?\n/)[0] ?? ''),
  );
  const start = part?.search(/\r?\n\r?\n/) ?? -1;
  return part && start >= 0
    ? part
        .slice(start)
        .replace(/^\r?\n\r?\n/, '')
        .replace(/\r?\n$/, '')
    : undefined;
}
