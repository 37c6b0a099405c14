import type {Context} from '@cohort-salesforce/spec';
import type {Cohort} from './cohort/index.js';
import type {CsvExport} from './csv/index.js';
import type {GroupCondition, UserConditions} from './streams/where/user-conditions.js';
import type {EventFolder} from './webhooks/reading/index.js';

/** One command's connection to what cohort-webhooks has stored. */
export interface WebhookSession {
  folder: EventFolder;
}

/** One command's view of files that were exported in Cohort's admin. */
export interface CsvSession {
  files: CsvExport;
}

/** One command's connection to Cohort. */
export interface Session {
  cohort: Cohort;
  /** How far before the last seen change an incremental run starts again. */
  lookbackMs: number;
  /** A file with the ids of users to read although they have not changed. */
  alsoRead: string | undefined;
  /** Whether nothing else is read. */
  isOnlyAlsoRead: boolean;
  /** Reference id -> id of the user properties, where another connector has just read them. */
  propertyIds: ReadonlyMap<string, string>;
  /** Which users are read; undefined: all. */
  conditions: UserConditions | undefined;
  /** The lists and segments whose members are read; none of a kind: all of it. */
  groups: readonly GroupCondition[];
  context: Context;
}
