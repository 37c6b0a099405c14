import {
  describeWithParents,
  isParentField,
  parentsOf,
  type Salesforce,
  type SObjectDescribe,
} from '../salesforce/index.js';

/** An object with the fields of its parents that the config offers: `Account.Name`, `Account.*`, or `*` for each parent. */
export async function withParentFields(
  salesforce: Pick<Salesforce, 'describe' | 'describeAll'>,
  described: SObjectDescribe,
  patterns: readonly string[],
): Promise<SObjectDescribe> {
  if (patterns.length === 0) return described;
  const parents = parentsOf(described);
  const whole = patterns.flatMap(pattern => {
    if (pattern === '*') return [...parents.keys()];
    return pattern.endsWith('.*') ? pattern.slice(0, -2) : [];
  });
  const targets = whole.flatMap(name => parents.get(name) ?? []);
  const describes = await salesforce.describeAll([...new Set(targets)]);
  const paths = whole.flatMap(name => {
    const parent = describes.get(parents.get(name) ?? '');
    if (parent === undefined || parent instanceof Error) return [];
    return parent.fields.filter(isParentField).map(field => `${name}.${field.name}`);
  });
  const named = patterns.filter(pattern => !pattern.includes('*'));
  return describeWithParents(salesforce, described.name, [...named, ...paths]);
}
