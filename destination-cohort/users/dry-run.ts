import {type ChangeLog, type Context, stringifyJson} from '@cohort-salesforce/spec';
import type {MappedField} from '../mapping/prepare-properties.js';
import {presentValue} from './compare-user.js';
import {toPlannedChange, type UserChange} from './to-planned-change.js';

const SHOWN_CHARACTERS = 60;

/** Takes what a real run would do: logs an example of each kind, and hands all of it on. */
export class DryRun {
  readonly #context: Context;
  readonly #fields: readonly MappedField[];
  readonly #changeLog: ChangeLog | undefined;
  readonly #shown = new Set<string>();

  constructor(
    context: Context,
    {fields, changeLog}: {fields: readonly MappedField[]; changeLog: ChangeLog | undefined},
  ) {
    this.#context = context;
    this.#fields = fields;
    this.#changeLog = changeLog;
  }

  show(change: UserChange): void {
    this.#changeLog?.add(toPlannedChange(change, this.#fields));
    if (this.#shown.has(change.result)) return;
    this.#shown.add(change.result);
    this.#log(change);
  }

  /** After each batch. */
  flush(): void {
    this.#changeLog?.flush();
  }

  #log({result, email, user, changes}: UserChange): void {
    const what = this.#fields.flatMap((field, index) => {
      const to = changes[index];
      if (to === undefined) return [];
      return `${field.target} ${brief(presentValue(user, field))} -> ${brief(to)}`;
    });
    this.#context.log(
      'INFO',
      `Dry run: for example, ${email} would be ${result}: ${what.join(', ') || 'no values'}.`,
    );
  }
}

function brief(value: unknown): string {
  const text = stringifyJson(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}
