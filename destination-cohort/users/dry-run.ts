import {type Context, reportPlanned, stringifyJson} from '@cohort-salesforce/spec';
import type {MappedField} from '../mapping/prepare-properties.js';
import {presentValue} from './compare-user.js';
import {toPlannedChange, type UserChange} from './to-planned-change.js';

const SHOWN_CHARACTERS = 60;
const REPORTED_OF_EACH = 5;

/** Shows an example of each thing that a real run would do. */
export class DryRun {
  readonly #context: Context;
  readonly #fields: readonly MappedField[];
  readonly #shown = new Map<string, number>();

  constructor(context: Context, fields: readonly MappedField[]) {
    this.#context = context;
    this.#fields = fields;
  }

  show(example: UserChange): void {
    const {result} = example;
    const shown = this.#shown.get(result) ?? 0;
    if (shown >= REPORTED_OF_EACH) return;
    this.#shown.set(result, shown + 1);
    reportPlanned(this.#context, toPlannedChange(example, this.#fields));
    if (shown === 0) this.#log(example);
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
