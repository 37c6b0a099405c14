import type {ObjectType} from '../objects/index.js';
import type {Org, RecordSource, Table} from '../org/index.js';

/** What a query runs against: the org, and what the user who asks may see of it. */
export interface Scope {
  org: Org;
  /** The object as this user sees it; undefined when there is none of this name. */
  typeOf(name: string): ObjectType | undefined;
  /** Where the records of a table are read: the table, or a snapshot of it. */
  sourceOf(table: Table): RecordSource;
  /** Says of a record that it cannot be seen yet; every record can when absent. */
  isVisible?: (table: Table, position: number) => boolean;
  /** False when encrypted text is masked; it is not when absent. */
  showsEncrypted?: boolean;
  /** Called instead of an error when the query would run for too long. */
  onTimeout?: () => void;
  /** API version, for the URLs in the answer: `62.0`. */
  version: string;
}
