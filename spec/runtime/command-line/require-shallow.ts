import {ConnectorError, configError} from '../../connector-error.js';
import {MAX_DEPTH} from '../../limits.js';

const BRACKETS = [0x5b, 0x7b];

/** Throws when a value of a file is nested deeper than anything meant can be: it would exhaust the stack. */
export function requireShallow(value: unknown, what: string): void {
  if (isShallow(value)) return;
  throw configError(`Reading the ${what}: it is nested more than ${MAX_DEPTH} levels deep.`);
}

/** Throws when the message on a line is. */
export function requireShallowLine(message: unknown, line: Buffer, lineNumber: number): void {
  if (!isDeepLine(message, line)) return;
  throw new ConnectorError({
    failure: 'system_error',
    message: `Reading messages: line ${lineNumber} is nested more than ${MAX_DEPTH} levels deep.`,
    facts: {lineNumber},
  });
}

/** Whether the message on a line is nested too deep, which is looked at only when the line has as many brackets. */
export function isDeepLine(message: unknown, line: Buffer): boolean {
  return hasManyBrackets(line) && !isShallow(message);
}

function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    if (level.length === 0) return true;
    level = level.flatMap(item =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return false;
}

function hasManyBrackets(line: Buffer): boolean {
  let count = 0;
  for (const bracket of BRACKETS) {
    for (let at = line.indexOf(bracket); at >= 0; at = line.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > MAX_DEPTH) return true;
    }
  }
  return false;
}
