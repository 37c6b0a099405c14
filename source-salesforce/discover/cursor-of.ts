import type {FieldDescribe, SObjectDescribe} from '../salesforce/index.js';

// The first one there is says best when a record was changed.
const CURSORS = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate', 'LoginTime'];

// Salesforce refuses a condition on the cursor of these, whatever their describes say.
const NOT_FILTERABLE = new Set([
  'ActivityFieldHistory',
  'ApiEvent',
  'BulkApiResultEventStore',
  'ContentDocumentLink',
  'EmbeddedServiceDetail',
  'EmbeddedServiceLabel',
  'FormulaFunction',
  'FormulaFunctionAllowedType',
  'FormulaFunctionCategory',
  'IdentityProviderEventStore',
  'IdentityVerificationEvent',
  'LightningUriEvent',
  'ListViewEvent',
  'LoginAsEvent',
  'LoginEvent',
  'LogoutEvent',
  'Publisher',
  'RecordActionHistory',
  'ReportEvent',
  'TabDefinition',
  'UriEvent',
]);

/** The field that tells which records were changed since the last run; undefined when none does. */
export function cursorOf({name, fields}: SObjectDescribe): FieldDescribe | undefined {
  // A condition on a big object must be on its index, from the first field on.
  if (NOT_FILTERABLE.has(name) || name.endsWith('__b')) return undefined;
  const cursors = CURSORS.map(cursor => fields.find(field => field.name === cursor));
  return cursors.find(field => field?.filterable && field.type === 'datetime');
}

/** The primary key; undefined for the few objects without one. */
export function keyOf({fields}: SObjectDescribe): FieldDescribe | undefined {
  return fields.find(field => field.name === 'Id' && field.type === 'id');
}
