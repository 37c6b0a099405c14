import type {FieldDescribe} from './field-describe.js';
import type {ObjectDescribe} from './object-describe.js';
import {readFields} from './read-fields.js';

/**
 * Completes an org with person accounts: behind each is a contact, whose fields the account shows as
 * `PersonTitle` for `Title` and `Tier__pc` for `Tier__c`.
 */
export function addPersonContacts(objects: ReadonlyMap<string, ObjectDescribe>): void {
  const account = objects.get('account');
  const contact = objects.get('contact');
  if (!account?.fields.some(({name}) => name === 'IsPersonAccount') || !contact) return;
  addMissing(account, readFields(ofAccount));
  addMissing(account, contact.fields.filter(isShown).map(toPersonField));
  addMissing(contact, readFields('IsPersonAccount|boolean|d|Is Person Account'));
}

const ofAccount = `
Salutation|picklist(40)|cun|Salutation|in:Name|values:Mr.;Ms.;Mrs.;Dr.;Prof.|as:personname
PersonContactId|reference|n|Contact ID|to:Contact>PersonContact
`;

/** How the account of a person names a field of its contact. */
export function personFieldName(name: string): string {
  if (sameNames.includes(name)) return name;
  return name.endsWith('__c') ? name.replace(/__c$/, '__pc') : `Person${name}`;
}

/** Fields that both have under one name. */
const sameNames = ['FirstName', 'LastName', 'Salutation', 'Phone', 'Fax', 'OwnerId'];
const ofContactAlone = ['AccountId', 'ReportsToId', 'Description', 'Jigsaw', 'CleanStatus'];

function isShown({name, createable, type}: FieldDescribe): boolean {
  if (sameNames.includes(name) || ofContactAlone.includes(name)) return false;
  return createable || type === 'address';
}

function toPersonField(field: FieldDescribe): FieldDescribe {
  const {name, compoundFieldName, relationshipName} = field;
  return {
    ...field,
    name: personFieldName(name),
    compoundFieldName: compoundFieldName && personFieldName(compoundFieldName),
    relationshipName: relationshipName && `Person${relationshipName}`,
    // Only the contact can be found by its external ids.
    externalId: false,
  };
}

function addMissing(describe: ObjectDescribe, fields: readonly FieldDescribe[]): void {
  const known = new Set(describe.fields.map(({name}) => name));
  describe.fields.push(...fields.filter(({name}) => !known.has(name)));
}
