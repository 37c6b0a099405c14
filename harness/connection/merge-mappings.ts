/** A mapping with another one put over it, at every depth. */
export function mergeMappings(
  written: Record<string, unknown>,
  secrets: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = {...written};
  for (const [key, value] of Object.entries(secrets)) {
    const present = merged[key];
    merged[key] = isMapping(present) && isMapping(value) ? mergeMappings(present, value) : value;
  }
  return merged;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
