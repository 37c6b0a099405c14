import type {StandardObject} from '../standard-object.js';

const readOnly = {
  createable: false,
  updateable: false,
  deletable: false,
  undeletable: false,
  replicateable: false,
  retrieveable: false,
  searchable: false,
  triggerable: false,
  layoutable: false,
  recordTypeInfos: [],
};

/** The objects of the org, as records. */
export const entityDefinition: StandardObject = {
  name: 'EntityDefinition',
  label: 'Object Definition',
  labelPlural: 'Object Definitions',
  keyPrefix: '4ie',
  differs: readOnly,
  children: 'FieldDefinition.EntityDefinitionId Fields',
  fields: `
Id|id|dL|Entity Definition ID
DurableId|string(765)|n|Durable ID
QualifiedApiName|string(70)|nN|API Name
DeveloperName|string(70)|n|Developer Name
NamespacePrefix|string(15)|n|Namespace Prefix
Label|string(1024)|n|Label
PluralLabel|string(1024)|n|Plural Label
KeyPrefix|string(3)|n|Key Prefix
IsCustomizable|boolean|d|Customizable
IsQueryable|boolean|d|Queryable
IsSearchable|boolean|d|Searchable
IsApexTriggerable|boolean|d|Apex Triggerable
IsCustomSetting|boolean|d|Custom Setting
`,
};

/** The fields of all objects of the org, as records. */
export const fieldDefinition: StandardObject = {
  name: 'FieldDefinition',
  label: 'Field Definition',
  labelPlural: 'Field Definitions',
  keyPrefix: '4if',
  differs: readOnly,
  fields: `
Id|id|dL|Field Definition ID
DurableId|string(765)|n|Durable ID
EntityDefinitionId|reference|n|Entity Definition ID|to:EntityDefinition>EntityDefinition
QualifiedApiName|string(70)|nN|API Name
DeveloperName|string(70)|n|Developer Name
NamespacePrefix|string(15)|n|Namespace Prefix
Label|string(1024)|n|Label
DataType|string(255)|n|Data Type
Length|int(9)|n|Length
Precision|int(9)|n|Precision
Scale|int(9)|n|Scale
IsNillable|boolean|d|Nillable
IsCalculated|boolean|d|Calculated
IsIndexed|boolean|d|Indexed
`,
};
