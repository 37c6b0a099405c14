import type {ObjectType} from '../objects/index.js';
import type {Org, Reader, SeededRows} from '../org/index.js';
import {accountFields} from './accounts.js';
import {contactFields} from './contacts.js';
import {entityDefinitionFields, fieldDefinitionRows} from './definitions.js';
import {leadFields} from './leads.js';
import {recordTypeFields} from './record-types.js';
import {organizationFields, profileFields, profileNames, userFields} from './users.js';

/** The records an object has at the start. */
export function seedRows(org: Org, type: ObjectType): SeededRows {
  const {contacts, leads} = org.options;
  if (type.name === 'Contact') return rows(contacts, contactFields(org));
  if (type.name === 'Account') return rows(Math.ceil(contacts / 20), accountFields(org));
  if (type.name === 'Lead') return rows(leads, leadFields(org));
  if (type.name === 'User') return rows(2, userFields(org));
  if (type.name === 'Organization') return rows(1, organizationFields(org));
  if (type.name === 'RecordType') {
    const {count, fields} = recordTypeFields(org);
    return rows(count, fields);
  }
  if (type.name === 'Profile') return rows(profileNames.length, profileFields(org));
  if (type.name === 'EntityDefinition') return rows(org.types.length, entityDefinitionFields(org));
  if (type.name === 'FieldDefinition') {
    const {count, fields} = fieldDefinitionRows(org);
    return rows(count, fields);
  }
  return rows(0, {});
}

function rows(count: number, fields: Record<string, Reader>): SeededRows {
  return {count, fields: new Map(Object.entries(fields))};
}
