// Events have some five levels. What is nested much deeper exhausts the stack of programs that read it.
const MAX_DEPTH = 100;

/** Why a body is no event; undefined when it can be stored. */
export function findBodyProblem(body: string): string | undefined {
  try {
    const event: unknown = JSON.parse(body);
    const isObject = typeof event === 'object' && event !== null && !Array.isArray(event);
    if (!isObject) return 'The body is not a JSON object';
    return isShallow(event) ? undefined : 'The body is nested too deep';
  } catch {
    return 'The body is not JSON';
  }
}

function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    level = level.flatMap(item =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return level.length === 0;
}
