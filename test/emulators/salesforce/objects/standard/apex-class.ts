import type {StandardObject} from '../standard-object.js';

const code = (name: string, label: string, keyPrefix: string): StandardObject => ({
  name,
  label,
  labelPlural: label === 'Apex Class' ? 'Apex Classes' : 'Apex Triggers',
  keyPrefix,
  differs: {createable: false, updateable: false, deletable: false, undeletable: false},
  fields: `
Id|id|dL|${label} ID
NamespacePrefix|string(15)|n|Namespace Prefix
Name|string(255)|LN|Name
ApiVersion|double(18,1)||Api Version
Status|picklist(40)|R|Status|values:Inactive;Active;Deleted
IsValid|boolean|d|Is Valid
Body|textarea(1000000)|n|Body
LengthWithoutComments|int(9)||Size Without Comments
@audit
`,
});

export const apexClass = code('ApexClass', 'Apex Class', '01p');
export const apexTrigger = code('ApexTrigger', 'Apex Trigger', '01q');
