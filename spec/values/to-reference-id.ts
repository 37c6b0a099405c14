/** The reference id that Cohort makes of a property's name: "Loyalty Tier" -> loyalty_tier. */
export function toReferenceId(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}
