import type {ValueMap} from '@cohort-salesforce/spec';
import type {Cell, Field} from '../values/index.js';

/** insert: create who is missing, touch nobody else; delete: delete who is there. */
export type Mode = 'insert' | 'upsert' | 'update' | 'delete';

/** What this connector needs of an object's describe; Salesforce's own answer fits it. */
export interface ObjectDescribe {
  name: string;
  label: string;
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  queryable: boolean;
  fields: readonly Field[];
}

/** One property of the records and the field it goes to. */
export interface Column {
  /** The property's name in a record; null for a field that only ever gets its default. */
  source: string | null;
  /** As SOQL and CSV write it: `Email`, `Account.External_Ref__c` for a parent's external id, or `Contact:Who.External_Ref__c`. */
  path: string;
  field: Field;
  /** Of a parent: the relationship's name, the reference field behind it, and the object where there are several. */
  parent?: {relationship: string; reference: string; type?: string};
  onCreate: boolean;
  onUpdate: boolean;
  /** What is written for the property's values, where the config says so. */
  values?: ValueMap | undefined;
  /** Whether only an empty field is written in an existing record. */
  onlyEmpty?: boolean;
}

export interface MatchingKey {
  kind: 'email' | 'text' | 'number' | 'id';
  /** The property of the records that holds it. */
  source: string;
  /** Where it is looked for, the most trusted field first. */
  fields: readonly Field[];
}

export type DuplicatesPolicy = 'oldest' | 'newest' | 'all' | 'reject';

/** Everything about a stream that is known before its first record. */
export interface Target {
  object: string;
  label: string;
  mode: Mode;
  columns: readonly Column[];
  key: MatchingKey;
  /** The columns with the key and with the Cohort User ID, by position. */
  keyColumn: number;
  userIdColumn: number | undefined;
  /** Decides which of several records is the oldest. */
  createdDate: Field | undefined;
  /** The field with the record that one was merged into, if the object has it. */
  masterRecordId: readonly string[];
  /** When a record changed last, and by whom. */
  modified: Field | undefined;
  modifiedBy: Field | undefined;
  /** Of leads: says which are converted. */
  isConverted: Field | undefined;
  /** What a new record gets where its user has nothing: path -> value. */
  createDefaults: ReadonlyMap<string, Cell>;
  /** Fields, one of each list, without which Salesforce creates nothing. */
  required: readonly (readonly string[])[];
  duplicates: DuplicatesPolicy;
  clearEmpty: boolean;
  fillEmptyOnly: boolean;
  truncate: boolean;
}
