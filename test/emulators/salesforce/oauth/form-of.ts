import type {FastifyRequest} from 'fastify';
import type {Form} from './grants.js';

/** The parameters of a call, from the query and the form, with the client from a Basic header if it came so. */
export function formOf(request: FastifyRequest): Form {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const [client_id, client_secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':')
    : [];
  const fromHeader = basic ? {client_id, client_secret} : {};
  return {...texts(request.query), ...fromHeader, ...texts(request.body)};
}

// A body may be anything that JSON can say; a parameter given twice is a list.
function texts(values: unknown): Form {
  if (typeof values !== 'object' || values === null || 'pipe' in values) return {};
  const entries = Object.entries(values).map(([key, value]) => [key, [value].flat()[0]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
