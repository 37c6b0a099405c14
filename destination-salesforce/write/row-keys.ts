import type {Operation} from '../batch/pending-changes.js';
import {type Change, toKey} from '../match/index.js';
import type {Target} from '../target/index.js';

/** What tells the rows of a job apart in its result files: the Id; of new records, the matching key. */
export class RowKeys {
  /** The column of the files. */
  readonly column: string;
  readonly #target: Target;
  readonly #isNew: boolean;

  constructor(operation: Operation, target: Target) {
    this.#isNew = operation === 'create';
    this.#target = target;
    this.column = this.#isNew ? (target.columns[target.keyColumn]?.path ?? '') : 'Id';
  }

  of({id, cells}: Change): string {
    return this.parse(id ?? cells[this.#target.keyColumn] ?? '');
  }

  /** A text of the column -> the key. */
  parse(text: string): string {
    return this.#isNew ? toKey(this.#target.key, text) : text.slice(0, 15);
  }
}
