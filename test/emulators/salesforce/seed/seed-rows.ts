import type {ObjectType} from '../objects/index.js';
import type {Org, Reader, SeededRows} from '../org/index.js';
import {accountFields} from './accounts.js';
import {contactFields} from './contacts.js';
import {
  customFieldRows,
  customObjectRows,
  entityDefinitionFields,
  fieldDefinitionRows,
} from './definitions.js';
import {leadFields} from './leads.js';
import {
  assignmentCount,
  assignmentFields,
  groupCount,
  groupFields,
  permissionSetCount,
  permissionSetFields,
  userRoleFields,
} from './permissions.js';
import {recordTypeFields} from './record-types.js';
import {organizationFields, profileFields, profileNames, userFields} from './users.js';

/** The records an object has at the start. */
export function seedRows(org: Org, type: ObjectType): SeededRows {
  return seeds[type.name]?.(org) ?? rows(0, {});
}

const seeds: Record<string, (org: Org) => SeededRows> = {
  Contact: org => rows(org.options.contacts, contactFields(org)),
  Account: org => rows(Math.ceil(org.options.contacts / 20), accountFields(org)),
  Lead: org => rows(org.options.leads, leadFields(org)),
  User: org => rows(2, userFields(org)),
  Organization: org => rows(1, organizationFields(org)),
  RecordType: org => {
    const {count, fields} = recordTypeFields(org);
    return rows(count, fields);
  },
  Profile: org => rows(profileNames.length, profileFields(org)),
  PermissionSet: org => rows(permissionSetCount, permissionSetFields(org)),
  PermissionSetAssignment: org => rows(assignmentCount, assignmentFields(org)),
  Group: org => rows(groupCount, groupFields(org)),
  UserRole: org => rows(1, userRoleFields(org)),
  EntityDefinition: org => rows(org.types.length, entityDefinitionFields(org)),
  FieldDefinition: fieldDefinitionRows,
  CustomObject: customObjectRows,
  CustomField: customFieldRows,
};

function rows(count: number, fields: Record<string, Reader>): SeededRows {
  return {count, fields: new Map(Object.entries(fields))};
}
