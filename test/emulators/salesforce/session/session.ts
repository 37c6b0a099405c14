import type {ObjectType} from '../objects/index.js';
import type {Org, Table} from '../org/index.js';

/** One caller with a valid token, for one call: who it is and what it may see. */
export interface Session {
  org: Org;
  userId: string;
  token: string;
  /** API version of the call: `62.0`. */
  version: string;
  /** The object with the fields this user may see, marked read-only where this user may only read. */
  typeOf(name: string): ObjectType | undefined;
  /** The header `Sforce-Auto-Assign`, or the rule of a bulk job; no rule is applied when absent. */
  autoAssign?: string | undefined;
  /** Whether encrypted fields are answered in the clear; they are when absent. */
  showsEncrypted?: boolean;
  /** Set for what a person does in the org, which nothing keeps from writing. */
  isSetup?: boolean;
  /** False for a record that cannot be seen yet. */
  isVisible?: (table: Table, position: number) => boolean;
}
