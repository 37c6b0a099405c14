import {type OutgoingHttpHeaders, ServerResponse} from 'node:http';

/** Names whose spelling does not follow from capitals after each hyphen. */
const spellings: Record<string, string> = {
  etag: 'ETag',
  'sforce-numberofrecords': 'Sforce-NumberOfRecords',
  'www-authenticate': 'WWW-Authenticate',
};

/** The name of a header as Salesforce writes it: some clients look names up with their case. */
export function headerName(name: string): string {
  const lower = name.toLowerCase();
  return spellings[lower] ?? lower.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase());
}

/** An answer whose headers are written as Salesforce writes them, whichever route they come from. */
export class WireResponse extends ServerResponse {
  override setHeader(name: string, value: number | string | readonly string[]): this {
    return super.setHeader(headerName(name), headerValue(value) as string);
  }

  override appendHeader(name: string, value: string | readonly string[]): this {
    return super.appendHeader(headerName(name), value);
  }

  override writeHead(status: number, ...rest: unknown[]): this {
    const headers = rest.at(-1);
    if (typeof headers === 'object' && headers !== null && !Array.isArray(headers))
      for (const [name, value] of Object.entries(headers as OutgoingHttpHeaders))
        if (value !== undefined) this.setHeader(name, value);
    return typeof rest[0] === 'string' ? super.writeHead(status, rest[0]) : super.writeHead(status);
  }
}

const ourJson = 'application/json; charset=utf-8';

function headerValue(value: number | string | readonly string[]) {
  return value === ourJson ? 'application/json;charset=UTF-8' : value;
}
