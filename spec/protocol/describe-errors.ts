/** A validator compiled by ajv: a type guard that leaves its findings in `errors`. */
export interface Validator<T> {
  (value: unknown): value is T;
  errors?: readonly ValidationError[] | null;
}

interface ValidationError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

// Keywords that only say that one of their branches failed; the branch's own error says more.
const COMPOUND = new Set(['if', 'allOf', 'anyOf']);

/**
 * Says where, what was found and what is wanted, for each error of a validator's last call.
 * `isSecret` tells the paths whose value must not be shown.
 */
export function describeErrors(
  validator: Validator<unknown>,
  value: unknown,
  isSecret: (path: string) => boolean = () => false,
): string {
  const all = validator.errors ?? [];
  const errors = all.filter(error => !COMPOUND.has(error.keyword) && !isRepeated(error, all));
  const sentences = errors.map(error => describeError(error, value, isSecret));
  return [...new Set(sentences)].slice(0, 10).join('; ') || 'it is not valid';
}

// A pattern says more than a format.
function isRepeated({keyword, instancePath}: ValidationError, all: readonly ValidationError[]) {
  if (keyword !== 'format') return false;
  return all.some(other => other.keyword === 'pattern' && other.instancePath === instancePath);
}

function describeError(
  error: ValidationError,
  value: unknown,
  isSecret: (path: string) => boolean,
): string {
  const path = error.instancePath;
  const where = path === '' ? 'at the top' : `at ${path}`;
  if (error.keyword === 'required') return `${where}: "${error.params.missingProperty}" is missing`;
  if (error.keyword === 'additionalProperties') {
    return `${where}: unknown key "${error.params.additionalProperty}"`;
  }
  const found = isSecret(path) ? 'a secret value' : showBriefly(valueAt(value, path));
  return `${where}: found ${found}, wanted: ${wanted(error)}`;
}

function wanted({keyword, params, message}: ValidationError): string {
  if (keyword === 'enum')
    return `one of ${(params.allowedValues as unknown[]).map(v => JSON.stringify(v)).join(', ')}`;
  if (keyword === 'const') return JSON.stringify(params.allowedValue);
  if (keyword === 'type') return [params.type].flat().join(' or ');
  if (keyword === 'pattern') return wantedPattern(String(params.pattern));
  if (keyword === 'discriminator') return `a known "${params.tag}"`;
  return (message ?? keyword).replace(/^must NOT have /, 'no ').replace(/^must /, '');
}

function wantedPattern(pattern: string): string {
  if (pattern.startsWith('^postgres')) return 'postgresql://user:password@host:5432/database';
  if (!pattern.startsWith('^https?://')) return `text that matches ${pattern}`;
  const address = 'an address such as https://api.example.com';
  return pattern.includes('[^') ? `${address}, with nothing after the host and port` : address;
}

// The user and password of an address.
const USERINFO = /(:\/\/)[^\s"]{1,1000}@/g;

/** A value's kind and beginning: enough to recognise it, never a whole record. */
function showBriefly(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value).replace(USERINFO, '$1**********@');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function valueAt(value: unknown, path: string): unknown {
  const keys = path
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let at = value;
  for (const key of keys) at = (at as Record<string, unknown> | null | undefined)?.[key];
  return at;
}
