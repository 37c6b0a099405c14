import {addPersonContacts} from './add-person-contacts.js';
import {addRecordTypes} from './add-record-types.js';
import {customFields} from './custom-fields.js';
import {describeStandardObject} from './describe-standard-object.js';
import type {ObjectDescribe} from './object-describe.js';
import {mergeDescribe, readDescribeFile} from './read-describe-file.js';
import {readFields} from './read-fields.js';
import {account} from './standard/account.js';
import {apexClass, apexTrigger} from './standard/apex-class.js';
import {campaign} from './standard/campaign.js';
import {campaignMember} from './standard/campaign-member.js';
import {supportCase} from './standard/case.js';
import {contact} from './standard/contact.js';
import {contentDocument, contentDocumentLink, contentVersion} from './standard/content.js';
import {
  customField,
  customObject,
  entityDefinition,
  fieldDefinition,
  validationRule,
} from './standard/definitions.js';
import {event} from './standard/event.js';
import {group, groupMember, userRole} from './standard/groups.js';
import {lead} from './standard/lead.js';
import {opportunity} from './standard/opportunity.js';
import {organization} from './standard/organization.js';
import {permissionSet, permissionSetAssignment} from './standard/permission-sets.js';
import {profile} from './standard/profile.js';
import {recordType} from './standard/record-type.js';
import {task} from './standard/task.js';
import {topic} from './standard/topic.js';
import {topicAssignment} from './standard/topic-assignment.js';
import {user} from './standard/user.js';

const standardObjects = [
  account,
  apexClass,
  apexTrigger,
  campaign,
  campaignMember,
  supportCase,
  contact,
  contentDocument,
  contentDocumentLink,
  contentVersion,
  customField,
  customObject,
  entityDefinition,
  event,
  fieldDefinition,
  group,
  groupMember,
  lead,
  opportunity,
  organization,
  permissionSet,
  permissionSetAssignment,
  profile,
  recordType,
  task,
  topic,
  topicAssignment,
  user,
  userRole,
  validationRule,
];

const toolingNames = standardObjects
  .filter(({isTooling}) => isTooling)
  .map(({name}) => name.toLowerCase());

/** Whether only the Tooling API has an object of this name. */
export function isToolingObject(name: string): boolean {
  return toolingNames.includes(name.toLowerCase());
}

/** The describes of all objects of an org: the built-in ones and those brought by file, by lower-case name. */
export function buildObjects(
  describeFiles: readonly string[],
  recordTypeIdOf: (position: number) => string,
): Map<string, ObjectDescribe> {
  const objects = new Map<string, ObjectDescribe>();
  for (const object of standardObjects) {
    const describe = describeStandardObject(object);
    describe.fields.push(...readFields(customFields[object.name] ?? ''));
    objects.set(object.name.toLowerCase(), describe);
  }
  for (const path of describeFiles) {
    const brought = readDescribeFile(path);
    const key = brought.name.toLowerCase();
    objects.set(key, mergeDescribe(objects.get(key), brought));
  }
  addPersonContacts(objects);
  addRecordTypes(objects, recordTypeIdOf);
  return objects;
}
