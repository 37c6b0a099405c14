import type {StandardObject} from '../standard-object.js';

// Names, types and labels after the describes that generated clients keep, such as NetCoreForce's models (v50 and later).

/** One version of a file. */
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
Title|string(255)|cudN|Title
Description|textarea(1000)|cun|Description
PathOnClient|string(500)|cn|Path On Client
ContentModifiedDate|datetime|n|Content Modified Date
OwnerId|reference|cud|Owner ID|to:User>Owner
FirstPublishLocationId|reference|cn|First Publish Location ID|to:Account/Campaign/Contact/Lead/Task/User>FirstPublishLocation
FileType|string(20)|n|File Type
VersionData|base64|cun|Version Data
ContentSize|int(9)|n|Size
FileExtension|string(40)|n|File Extension
IsDeleted|boolean|d|Is Deleted
@audit
`,
};

/** A file, whatever its version. Salesforce makes it with the first version. */
export const contentDocument: StandardObject = {
  name: 'ContentDocument',
  label: 'Content Document',
  labelPlural: 'Content Documents',
  keyPrefix: '069',
  differs: {createable: false, recordTypeInfos: []},
  children: `
ContentVersion.ContentDocumentId ContentVersions c
ContentDocumentLink.ContentDocumentId ContentDocumentLinks c
`,
  fields: `
Id|id|dL|ContentDocument ID
@audit
IsArchived|boolean|ud|Is Archived
IsDeleted|boolean|d|Is Deleted
OwnerId|reference|ud|Owner ID|to:User>Owner
Title|string(255)|uN|Title
LatestPublishedVersionId|reference|n|Latest Published Version ID|to:ContentVersion>LatestPublishedVersion
Description|textarea(1000)|un|Description
ContentSize|int(9)|n|Size
FileType|string(20)|n|File Type
FileExtension|string(40)|n|File Extension
ContentModifiedDate|datetime|n|Content Modified Date
`,
};

/** Which records a file belongs to. */
export const contentDocumentLink: StandardObject = {
  name: 'ContentDocumentLink',
  label: 'Content Document Link',
  labelPlural: 'Content Document Links',
  keyPrefix: '06A',
  differs: {undeletable: false, layoutable: false, searchable: false, recordTypeInfos: []},
  fields: `
Id|id|dL|ContentDocumentLink ID
LinkedEntityId|reference|c|Linked Entity ID|to:Account/Campaign/Contact/Lead/Task/User>LinkedEntity
ContentDocumentId|reference|c|ContentDocument ID|to:ContentDocument>ContentDocument
IsDeleted|boolean|d|Is Deleted
SystemModstamp|datetime|d|Last Modified Date
ShareType|picklist(40)|cunR|Share Type|values:V=Viewer;C=Collaborator;I=Inferred
Visibility|picklist(40)|cunR|Visibility|values:AllUsers;InternalUsers;SharedUsers|default:AllUsers
`,
};
