import {ApiError} from '../answers/index.js';

/** Where in a record is looked. */
export type SearchScope = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';

export interface SearchTarget {
  object: string;
  /** `Id, Name WHERE ... LIMIT 5`: what stands in the brackets after the object. */
  clauses: string;
}

export interface Search {
  term: string;
  scope: SearchScope;
  /** All objects that can be searched when empty. */
  targets: SearchTarget[];
  limit?: number;
}

const scopes = ['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR'] as const;

/** Parses a SOSL search; throws MALFORMED_SEARCH for what it does not understand. */
export function parseSearch(text: string): Search {
  const pattern =
    /^\s*FIND\s*\{((?:[^{}\\]|\\.)*)\}\s*(?:IN\s+(\w+)\s+FIELDS?\b)?\s*(?:RETURNING\s+([\s\S]*?))?\s*(?:WITH\s+\S[\s\S]*?)?(?:\bLIMIT\s+(\d+))?\s*$/i;
  const [, term, scope = 'ALL', returning, limit] = pattern.exec(text) ?? [];
  if (term === undefined) throw malformed(`unexpected token: ${text.trim().split(/\s/)[0] ?? ''}`);
  return {
    term: term.replace(/\\(.)/g, '$1'),
    scope: scopeOf(scope),
    targets: returning === undefined ? [] : targetsIn(returning),
    ...(limit === undefined ? {} : {limit: Number(limit)}),
  };
}

export function scopeOf(name: string): SearchScope {
  const scope = scopes.find(known => known === name.toUpperCase());
  if (!scope) throw malformed(`Invalid search group: ${name}`);
  return scope;
}

function targetsIn(text: string): SearchTarget[] {
  return splitOutside(text).map(part => {
    const [, object, clauses = ''] = /^\s*(\w+)\s*(?:\(([\s\S]*)\))?\s*$/.exec(part) ?? [];
    if (!object) throw malformed(`unexpected token: ${part.trim()}`);
    return {object, clauses: clauses.trim()};
  });
}

// Commas in brackets and in quotes belong to one object.
function splitOutside(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const [piece] of text.matchAll(/'(?:[^'\\]|\\.)*'|[\s\S]/g)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

export function malformed(message: string): ApiError {
  return new ApiError(400, 'MALFORMED_SEARCH', message);
}
