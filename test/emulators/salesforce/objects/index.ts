export {personFieldName} from './add-person-contacts.js';
export {ownRecordTypes, type RecordTypeInfo} from './add-record-types.js';
export {buildObjects, isToolingObject} from './build-objects.js';
export {type FieldDescribe, plainField} from './field-describe.js';
export type {ChildRelationship, ObjectDescribe} from './object-describe.js';
export {ObjectType} from './object-type.js';
