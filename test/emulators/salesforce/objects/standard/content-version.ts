import type {StandardObject} from '../standard-object.js';

export const contentVersion: StandardObject = {
  name: 'ContentVersion',
  label: 'Content Version',
  labelPlural: 'Content Versions',
  keyPrefix: '068',
  differs: {undeletable: false, deletable: false, recordTypeInfos: []},
  fields: `
Id|id|dL|ContentVersion ID
ContentDocumentId|reference|cn|ContentDocument ID|to:ContentDocument>ContentDocument
IsLatest|boolean|d|Is Latest
VersionNumber|string(20)|n|Version Number
Title|string(255)|cuN|Title
Description|textarea(1000)|cun|Description
PathOnClient|string(500)|cun|Path On Client
ContentModifiedDate|datetime|n|Content Modified Date
OwnerId|reference|cud|Owner ID|to:User>Owner
FileType|string(20)|n|File Type
VersionData|base64|cun|Version Data
ContentSize|int(9)|n|Size
FileExtension|string(40)|n|File Extension
IsDeleted|boolean|d|Is Deleted
@audit
`,
};
