export interface Deletion {
  id: string;
  /** In milliseconds. */
  time: number;
}

/** What was deleted of an object since the start, oldest first. */
export class DeletionLog {
  #all: Deletion[] = [];

  get all(): readonly Deletion[] {
    return this.#all;
  }

  add(deletion: Deletion): void {
    this.#all.push(deletion);
  }

  remove(isGone: (deletion: Deletion) => boolean): void {
    this.#all = this.#all.filter(deletion => !isGone(deletion));
  }

  renew(idOf: (id: string) => string): void {
    this.#all = this.#all.map(({id, time}) => ({id: idOf(id), time}));
  }
}
