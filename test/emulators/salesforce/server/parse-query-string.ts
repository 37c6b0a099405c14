import {parse} from 'node:querystring';

// Clients name several objects of a search by repeating this one.
const repeated = new Set(['sobject']);

/** The parameters of a URL. Of one that comes several times the first counts. */
export function parseQueryString(text: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parse(text)).map(([name, value]) => {
      const isList = Array.isArray(value) && !repeated.has(name);
      return [name, isList ? value[0] : value];
    }),
  );
}
