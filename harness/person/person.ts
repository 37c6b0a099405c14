import type {MappedProperty} from '../systems/index.js';

type Values = Readonly<Record<string, unknown>>;

/** A Salesforce record of a person, with what the connection maps. */
export interface PersonRecord {
  id: string;
  email: string | null;
  /** The Cohort User ID that it holds. */
  user_id: string | null;
  is_deleted: boolean;
  values: Values;
}

/** A Cohort user of a person. */
export interface PersonUser {
  id: string;
  email: string | null;
  values: Values;
}

/** A record and a user that belong together, and how that is known. */
export interface PersonLink {
  record_id: string;
  user_id: string;
  found_by: 'stored link' | 'earlier link' | 'Cohort User ID in the record' | 'same address';
  /** What the last sync found of the record. */
  absence?: 'deleted' | 'missing';
  properties: PropertyState[];
}

export type Change =
  | 'agree'
  /** Both differ, as they did when they were last compared. */
  | 'neither changed'
  | 'Salesforce changed'
  | 'Cohort changed'
  | 'both changed'
  | 'no history';

/** One mapped property of a link: both values, and what has changed since both sides last agreed. */
export interface PropertyState extends MappedProperty {
  salesforce: unknown;
  cohort: unknown;
  state: Change;
}

/** A line of a file with listed cases or rejected records. */
export interface PersonCase {
  code: string;
  message: string;
  record_id?: string;
  user_id?: string;
  fields?: readonly string[];
}

/** Whom an address belongs to in both systems. */
export interface Person {
  email: string;
  records: PersonRecord[];
  users: PersonUser[];
  links: PersonLink[];
  /** Kept, because a user with this address was deleted in Cohort. */
  is_erased: boolean;
}
