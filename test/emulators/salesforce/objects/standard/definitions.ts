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

// https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_entitydefinition.htm
const entityField =
  'EntityDefinitionId|string(255)|n|Entity Definition ID|to:EntityDefinition>EntityDefinition|by:DurableId';

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
MasterLabel|string(40)|n|Master Label
Label|string(1024)|n|Label
PluralLabel|string(1024)|n|Plural Label
KeyPrefix|string(3)|n|Key Prefix
IsCustomizable|boolean|d|Customizable
IsQueryable|boolean|d|Queryable
IsSearchable|boolean|d|Searchable
IsRetrieveable|boolean|d|Retrieveable
IsReplicateable|boolean|d|Replicateable
IsLayoutable|boolean|d|Layoutable
IsApexTriggerable|boolean|d|Apex Triggerable
IsCustomSetting|boolean|d|Custom Setting
IsDeprecatedAndHidden|boolean|d|Deprecated And Hidden
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
${entityField}
QualifiedApiName|string(70)|nN|API Name
DeveloperName|string(70)|n|Developer Name
NamespacePrefix|string(15)|n|Namespace Prefix
MasterLabel|string(40)|n|Master Label
Label|string(1024)|n|Label
DataType|string(255)|n|Data Type
ValueTypeId|string(255)|n|Data Type ID
Length|int(9)|n|Length
Precision|int(9)|n|Precision
Scale|int(9)|n|Scale
RelationshipName|string(80)|n|Relationship Name
IsNillable|boolean|d|Nillable
IsCalculated|boolean|d|Calculated
IsIndexed|boolean|d|Indexed
IsNameField|boolean|d|Name Field
IsApiFilterable|boolean|d|Filterable
IsApiSortable|boolean|d|Sortable
IsApiGroupable|boolean|d|Groupable
`,
};

/** The custom objects, of which only the Tooling API tells. */
export const customObject: StandardObject = {
  name: 'CustomObject',
  label: 'Custom Object',
  labelPlural: 'Custom Objects',
  keyPrefix: '01I',
  isTooling: true,
  differs: readOnly,
  fields: `
Id|id|dL|Custom Object ID
DeveloperName|string(40)|nN|Object Name
NamespacePrefix|string(15)|n|Namespace Prefix
Description|string(1000)|n|Description
SharingModel|picklist(40)|nR|Sharing Model|values:Edit;Read;None;ControlledByParent
@audit
`,
};

/** The custom fields, of which only the Tooling API tells. */
export const customField: StandardObject = {
  name: 'CustomField',
  label: 'Custom Field',
  labelPlural: 'Custom Fields',
  keyPrefix: '00N',
  isTooling: true,
  differs: readOnly,
  fields: `
Id|id|dL|Custom Field Definition ID
TableEnumOrId|picklist(40)|nR|Custom Object Definition ID
DeveloperName|string(40)|nN|Custom Field Name
NamespacePrefix|string(15)|n|Namespace Prefix
${entityField}
Length|int(9)|n|Length
Precision|int(9)|n|Decimal Places Left
Scale|int(9)|n|Decimal Places
RelationshipLabel|string(80)|n|Related List Label
SummaryOperation|picklist(40)|nR|Summary Type|values:count;sum;min;max
InlineHelpText|string(510)|n|Inline Help Text
Description|textarea(1000)|n|Description
@audit
`,
};

/** An emulated org has no validation rules, but clients ask for them. */
export const validationRule: StandardObject = {
  name: 'ValidationRule',
  label: 'Validation Rule',
  labelPlural: 'Validation Rules',
  keyPrefix: '03d',
  isTooling: true,
  differs: readOnly,
  fields: `
Id|id|dL|Validation Rule ID
ValidationName|string(40)|nN|Rule Name
${entityField}
Active|boolean|d|Active
Description|string(255)|n|Description
ErrorDisplayField|string(80)|n|Error Location
ErrorMessage|string(255)|n|Error Message
NamespacePrefix|string(15)|n|Namespace Prefix
@audit
`,
};
