import {ConnectorError, configError} from '../connector-error.js';

const DEEPEST = 500;
const BRACKETS = [0x5b, 0x7b];

/** Throws when a value of a file is nested deeper than anything meant can be: it would exhaust the stack. */
export function requireShallow(value: unknown, what: string): void {
  if (isShallow(value)) return;
  throw configError(`Reading the ${what}: it is nested more than ${DEEPEST} levels deep.`);
}

/** Throws when the message on a line is, which is looked at only when the line has as many brackets. */
export function requireShallowLine(message: unknown, line: Buffer, lineNumber: number): void {
  if (!hasManyBrackets(line) || isShallow(message)) return;
  throw new ConnectorError({
    failure: 'system_error',
    message: `Reading messages: line ${lineNumber} is nested more than ${DEEPEST} levels deep.`,
    facts: {lineNumber},
  });
}

function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
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
      if (count > DEEPEST) return true;
    }
  }
  return false;
}
