import {
  buildSelect,
  type FieldDescribe,
  isObject,
  quoteSoql,
  type Salesforce,
  type SObjectRecord,
} from '../../salesforce/index.js';

// A query may have 100,000 characters; conditions and 2,000 Ids want half of them.
const MAX_CHARACTERS = 45_000;

/** The fields in as many groups as queries are needed; the key and the cursor are in the first. */
export function groupFields(
  fields: readonly FieldDescribe[],
  most = MAX_CHARACTERS,
): FieldDescribe[][] {
  const groups: FieldDescribe[][] = [[]];
  let characters = 0;
  for (const field of fields) {
    const length = field.name.length + 2;
    if (characters + length > most && groups.at(-1)?.length) {
      groups.push([]);
      characters = 0;
    }
    groups.at(-1)?.push(field);
    characters += length;
  }
  return groups;
}

/** Twice as many groups, for queries that Salesforce finds too complicated; undefined when none can be divided. */
export function divideGroups(
  groups: readonly (readonly FieldDescribe[])[],
): FieldDescribe[][] | undefined {
  const divided = groups.flatMap(group => {
    const middle = Math.ceil(group.length / 2);
    return [group.slice(0, middle), group.slice(middle)].filter(half => half.length > 0);
  });
  // The key and the cursor have to stay together, and a group of their own gives no field.
  const isPossible = divided.length > groups.length && (divided[0]?.length ?? 0) > 2;
  return isPossible ? divided : undefined;
}

/** Puts the other groups' fields into records that have those of the first. Deleted ones have theirs too. */
export async function completeRecords(
  records: readonly SObjectRecord[],
  groups: readonly (readonly FieldDescribe[])[],
  {salesforce, object}: {salesforce: Salesforce; object: string},
): Promise<readonly SObjectRecord[]> {
  if (groups.length === 0 || records.length === 0) return records;
  const byId = new Map(records.map(record => [record.Id, {...record}]));
  const ids = [...byId.keys()].map(id => quoteSoql(String(id)));
  for (const group of groups) {
    const fields = ['Id', ...group.map(({name}) => name)];
    const soql = buildSelect({fields, from: object, where: [`Id IN (${ids.join(',')})`]});
    for await (const page of salesforce.queryPages(soql, {includeDeleted: true})) {
      for (const part of page) merge(byId.get(part.Id) ?? {}, part);
    }
  }
  return [...byId.values()];
}

// Fields of one parent may be in several groups.
function merge(record: Record<string, unknown>, part: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(part)) {
    const known = record[name];
    const isParent = isObject(known) && isObject(value) && isObject(value.attributes);
    if (isParent) merge(known, value);
    else record[name] = value;
  }
}
