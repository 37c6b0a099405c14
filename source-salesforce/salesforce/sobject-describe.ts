/** The properties of an object in `GET /sobjects` that are used here. */
export interface SObjectSummary {
  name: string;
  label: string;
  queryable: boolean;
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  replicateable: boolean;
  custom: boolean;
  customSetting: boolean;
  deprecatedAndHidden: boolean;
}

/** What `GET /sobjects/X/describe` tells. */
export interface SObjectDescribe extends SObjectSummary {
  labelPlural: string;
  keyPrefix: string | null;
  fields: readonly FieldDescribe[];
}

export interface FieldDescribe {
  name: string;
  label: string;
  /** Such as `string`, `email`, `currency`, `reference`. */
  type: string;
  soapType: string;
  /** Of text, in characters; 0 for other types. */
  length: number;
  precision: number;
  scale: number;
  /** Of an `int`, how many digits. */
  digits: number;
  nillable: boolean;
  createable: boolean;
  updateable: boolean;
  defaultedOnCreate: boolean;
  filterable: boolean;
  sortable: boolean;
  unique: boolean;
  externalId: boolean;
  idLookup: boolean;
  caseSensitive: boolean;
  custom: boolean;
  calculated: boolean;
  autoNumber: boolean;
  encrypted: boolean;
  nameField: boolean;
  restrictedPicklist: boolean;
  deprecatedAndHidden: boolean;
  compoundFieldName: string | null;
  extraTypeInfo: string | null;
  inlineHelpText: string | null;
  relationshipName: string | null;
  referenceTo: readonly string[];
  picklistValues: readonly PicklistValue[];
  /** Of a parent's compound field: its components, under their paths. */
  components?: readonly FieldDescribe[];
}

export interface PicklistValue {
  value: string;
  label: string | null;
  active: boolean;
  defaultValue: boolean;
}
