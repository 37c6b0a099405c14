import type {Value} from './value.js';

/** Changes a value when a record is saved, as a trigger or a flow of the org would. */
export interface Trigger {
  object: string;
  field: string;
  transform: 'set' | 'keep' | 'lower' | 'upper' | 'prefix' | 'suffix' | 'truncate' | 'round';
  /** What to set or to add; how many characters or digits to keep. */
  value?: Value;
}

/** Gives the records of an object that are created or updated another owner. */
export interface AssignmentRule {
  id: string;
  object: string;
  ownerId: string;
  isActive: boolean;
}

export interface ReadOnly {
  /** Each row fails, or each call that would write. */
  fails: 'rows' | 'calls';
  /** Of the calls that fail. */
  status: number;
}

/** What an administrator, or Salesforce itself, did to an org besides its records; a reset ends it. */
export class Conditions {
  readOnly: ReadOnly | undefined;
  /** Whether the integration user has the permission "View Encrypted Data". */
  showsEncrypted = true;
  /** Queries of objects with more records fail when a LIKE begins with a wildcard. */
  likeTimeoutRows: number | undefined;
  triggers: Trigger[] = [];
  rules: AssignmentRule[] = [];
  /** Ids of records, by the user who cannot see them. */
  readonly #hidden = new Map<string, Set<string>>();

  hide(userId: string, ids: readonly string[]): void {
    const hidden = this.#hidden.get(userId) ?? new Set();
    for (const id of ids) hidden.add(id);
    this.#hidden.set(userId, hidden);
  }

  showAll(): void {
    this.#hidden.clear();
  }

  isHidden(userId: string, records: {idAt(position: number): string}, position: number): boolean {
    // Asked for every record of every query: ids are made only when something is hidden.
    const hidden = this.#hidden.size > 0 ? this.#hidden.get(userId) : undefined;
    return hidden?.has(records.idAt(position)) === true;
  }

  reset({showsEncrypted = true}: {showsEncrypted?: boolean} = {}): void {
    this.readOnly = undefined;
    this.showsEncrypted = showsEncrypted;
    this.likeTimeoutRows = undefined;
    this.triggers = [];
    this.rules = [];
    this.showAll();
  }
}
