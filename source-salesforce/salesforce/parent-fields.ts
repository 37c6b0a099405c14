import {ConnectorError} from '@cohort-salesforce/spec';
import type {Salesforce} from './salesforce.js';
import type {FieldDescribe, SObjectDescribe} from './sobject-describe.js';

// Salesforce follows at most five relationships: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_query_limits.htm
const MAX_LEVELS = 5;
// Relationships that are not called as the object they lead to.
const USUAL_PARENTS: Readonly<Record<string, string>> = {
  Owner: 'User',
  CreatedBy: 'User',
  LastModifiedBy: 'User',
  ReportsTo: 'Contact',
};

/**
 * Describes an object together with fields of its parents, such as `Account.Name`, under these paths. A path that leads to
 * no field is left out. Takes one call where the parents are called as their objects are.
 */
export async function describeWithParents(
  salesforce: Pick<Salesforce, 'describe' | 'describeAll'>,
  object: string,
  paths: readonly string[],
): Promise<SObjectDescribe> {
  if (paths.length === 0) return salesforce.describe(object);
  await salesforce.describeAll([...new Set([object, ...likelyParents(paths)])]);
  const described = await salesforce.describe(object);
  const found: FieldDescribe[] = [];
  for (const path of new Set(paths)) {
    const field = await findField(salesforce, described, path.split('.'));
    if (field) found.push(field);
  }
  return {...described, fields: [...described.fields, ...found]};
}

/** The objects that such paths most likely lead to, before anything is described. */
export function likelyParents(paths: readonly string[]): string[] {
  return paths
    .map(path => path.split('.')[0] ?? '')
    .filter(name => !name.endsWith('__r'))
    .map(name => USUAL_PARENTS[name] ?? name);
}

/** The relationships of an object to others, by name, and the object each leads to. */
export function parentsOf({fields}: SObjectDescribe): Map<string, string> {
  const parents = fields.flatMap(({relationshipName, referenceTo}): [string, string][] => {
    // Of several, such as a user or a queue, the user has the fields that matter here.
    const target = referenceTo.includes('User') ? 'User' : referenceTo[0];
    return relationshipName && target !== undefined ? [[relationshipName, target]] : [];
  });
  return new Map(parents);
}

/** Whether a field of a parent can be selected: the contents of files cannot. */
export function isParentField({type}: Pick<FieldDescribe, 'type'>): boolean {
  return type !== 'base64';
}

async function findField(
  salesforce: Pick<Salesforce, 'describe'>,
  object: SObjectDescribe,
  path: readonly string[],
): Promise<FieldDescribe | undefined> {
  const relationships = path.slice(0, -1);
  if (relationships.length > MAX_LEVELS) return undefined;
  let parent = object;
  for (const relationship of relationships) {
    const target = parentsOf(parent).get(relationship);
    if (target === undefined) return undefined;
    const found = await salesforce.describe(target).catch(unlessHidden);
    if (found === undefined) return undefined;
    parent = found;
  }
  const field = parent.fields.find(({name}) => name === path.at(-1));
  return field && isParentField(field) ? toParentField(field, parent, relationships) : undefined;
}

function toParentField(
  field: FieldDescribe,
  {fields}: SObjectDescribe,
  relationships: readonly string[],
): FieldDescribe {
  const components = fields.filter(({compoundFieldName}) => compoundFieldName === field.name);
  const under = (name: string) => [...relationships, name].join('.');
  return {
    ...field,
    name: under(field.name),
    label: [...relationships, field.label].join(' '),
    nillable: true,
    compoundFieldName: field.compoundFieldName && under(field.compoundFieldName),
    ...(components.length > 0 && {
      components: components.map(each => ({...each, name: under(each.name)})),
    }),
  };
}

// A parent that the integration user may not see has no fields for it.
function unlessHidden(error: unknown): undefined {
  if (!(error instanceof ConnectorError) || error.failure === 'transient_error') throw error;
  return undefined;
}
