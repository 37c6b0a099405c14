import {configError} from '@cohort-salesforce/spec';

/** A query of one object. Conditions are SOQL already: compose them with `quoteSoql`. */
export interface Select {
  fields: readonly string[];
  from: string;
  where?: readonly string[];
  orderBy?: readonly string[];
  limit?: number;
}

/** Text -> a SOQL literal that means exactly that text, whatever it holds. */
export function quoteSoql(text: string): string {
  const escaped = text.replace(/[\\'"\n\r\t\b\f]/g, character => ESCAPES[character] ?? character);
  return `'${escaped}'`;
}

// https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** Throws when a field or object is not a plain API name: names come from configs and catalogs. */
export function buildSelect({fields, from, where = [], orderBy = [], limit}: Select): string {
  for (const name of [from, ...fields]) checkName(name);
  const parts = [`SELECT ${fields.join(', ')} FROM ${from}`];
  if (where.length > 0) parts.push(`WHERE ${where.join(' AND ')}`);
  if (orderBy.length > 0) parts.push(`ORDER BY ${orderBy.join(', ')}`);
  if (limit !== undefined) parts.push(`LIMIT ${limit}`);
  return parts.join(' ');
}

function checkName(name: string): void {
  if (/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/.test(name)) return;
  throw configError(
    `Composing a query: ${JSON.stringify(name)} is not the API name of a field or object.`,
  );
}
