import {ApiError} from '../answers/index.js';
import {isRecord} from '../dml/index.js';

/** The list of objects that a body has under this name; empty when it has none. */
export function readList(body: unknown, name: string): Record<string, unknown>[] {
  const list = isRecord(body) ? (body[name] ?? []) : body === undefined ? [] : undefined;
  if (Array.isArray(list) && list.every(isRecord)) return list;
  throw unreadable(`${name} is not a list of objects`);
}

/** The list of texts that a body has under this name; empty when it has none. */
export function readTexts(body: unknown, name: string): string[] {
  const list = isRecord(body) ? (body[name] ?? []) : [];
  const isText = (item: unknown) => typeof item === 'string';
  if (Array.isArray(list) && list.every(isText)) return list;
  throw unreadable(`${name} is not a list of texts`);
}

/** What Salesforce says of JSON that does not have the shape of what is asked for. */
export function unreadable(what: string): ApiError {
  return new ApiError(400, 'JSON_PARSER_ERROR', `Cannot deserialize the body: ${what}`);
}
