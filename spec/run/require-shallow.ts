import {configError} from '../connector-error.js';

const DEEPEST = 500;

/** Throws when a value of a file is nested deeper than anything meant can be: it would exhaust the stack. */
export function requireShallow(value: unknown, what: string): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) {
      throw configError(`Reading the ${what}: it is nested more than ${DEEPEST} levels deep.`);
    }
    level = level.flatMap(item =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
}
