import type {FieldDescribe} from '../objects/index.js';
import type {Row, Value} from '../org/index.js';
import type {SaveError} from './save-result.js';
import type {Saving} from './saving.js';

const NAME_PARTS = ['FirstName', 'LastName'] as const;

/**
 * Whether this is an account that is a person, in an org that has such: a new one is if it comes with
 * a last name.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_account.htm
 */
export function isPersonAccount({type, table, input, position}: Saving): boolean {
  const lastName = type.field('LastName');
  if (!hasPersonAccounts(type) || !lastName) return false;
  if (position !== undefined) return table.value(position, 'IsPersonAccount') === true;
  return Boolean(input.values.get(lastName));
}

/** A person has no other name than its own parts; a business has no such parts, and no field of a person. */
export function foreignNames(saving: Saving): SaveError[] {
  const {type, input} = saving;
  if (!hasPersonAccounts(type)) return [];
  const isForeign = isPersonAccount(saving)
    ? (name: string) => name === 'Name'
    : (name: string) => NAME_PARTS.some(part => part === name) || /^Person|__pc$/.test(name);
  const isGiven = ([{name}, value]: [FieldDescribe, Value]) =>
    isForeign(name) && (value !== null || name === 'Name');
  const fields = [...input.values].filter(isGiven).map(([{name}]) => name);
  if (fields.length === 0) return [];
  const message = `${type.name}: bad field names on insert/update call: ${fields.join(', ')}`;
  return [{statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', message, fields}];
}

/** What Salesforce makes itself of what is saved of a person. */
export function personFields(saving: Saving, row: Row): Row {
  if (!isPersonAccount(saving)) return {};
  const {table, position} = saving;
  const parts = NAME_PARTS.map(name =>
    name in row || position === undefined ? row[name] : table.value(position, name),
  );
  return {IsPersonAccount: true, Name: parts.filter(Boolean).join(' ')};
}

function hasPersonAccounts(type: Saving['type']): boolean {
  return type.name === 'Account' && type.field('IsPersonAccount') !== undefined;
}
