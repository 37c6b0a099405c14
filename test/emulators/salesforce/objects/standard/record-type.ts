import type {StandardObject} from '../standard-object.js';

export const recordType: StandardObject = {
  name: 'RecordType',
  label: 'Record Type',
  labelPlural: 'Record Types',
  keyPrefix: '012',
  differs: {createable: false, updateable: false, deletable: false, undeletable: false},
  fields: `
Id|id|dL|Record Type ID
Name|string(80)|N|Name
DeveloperName|string(80)||Record Type Name
NamespacePrefix|string(15)|n|Namespace Prefix
Description|string(255)|n|Description
SobjectType|picklist(40)|R|SObject Type Name
IsActive|boolean||Active
@audit
`,
};
