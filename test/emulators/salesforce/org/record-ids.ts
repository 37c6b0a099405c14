import {positionOfId, recordId} from './record-id.js';

/** The ids of an object's records. They can all be replaced by others, as in an org that is another one. */
export class RecordIds {
  readonly #keyPrefix: string;
  #shift = 0;
  #shiftBefore = 0;

  constructor(keyPrefix: string) {
    this.#keyPrefix = keyPrefix;
  }

  idAt(position: number): string {
    return recordId(this.#keyPrefix, position + this.#shift);
  }

  /** The position an id stands for, -1 when it stands for none. */
  positionOf(id: string): number {
    const found = positionOfId(this.#keyPrefix, id);
    return found === undefined ? -1 : found - this.#shift;
  }

  /** Makes the ids those of the records so many positions on; the ids until then are no longer known. */
  shift(shift: number): void {
    this.#shiftBefore = this.#shift;
    this.#shift = shift;
  }

  /** What an id became, one from before the last shift or one that the record was seeded with. */
  renewed(id: string, isSeeded: boolean): string {
    const found = positionOfId(this.#keyPrefix, id);
    return found === undefined ? id : this.idAt(found - (isSeeded ? 0 : this.#shiftBefore));
  }
}
