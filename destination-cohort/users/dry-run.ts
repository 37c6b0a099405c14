import type {User, Value} from '@cohort-salesforce/source-cohort/cohort';
import {type Context, reportPlanned, stringifyJson} from '@cohort-salesforce/spec';
import type {MappedField} from '../mapping/prepare-properties.js';
import {presentValue} from './compare-user.js';

const SHOWN_CHARACTERS = 60;
const REPORTED_OF_EACH = 5;

/** What a real run would do with one user. */
interface Example {
  result: 'created' | 'updated';
  email: string;
  /** What Cohort has now, if anything. */
  user: User | undefined;
  /** By the mapping's order; undefined: stays as it is. */
  changes: readonly (Value | undefined)[];
  /** The record it comes from, where that is known. */
  recordId?: string;
  /** The address that the user would get. */
  newEmail?: string | undefined;
}

/** Shows an example of each thing that a real run would do. */
export class DryRun {
  readonly #context: Context;
  readonly #fields: readonly MappedField[];
  readonly #shown = new Map<string, number>();

  constructor(context: Context, fields: readonly MappedField[]) {
    this.#context = context;
    this.#fields = fields;
  }

  show(example: Example): void {
    const {result} = example;
    const shown = this.#shown.get(result) ?? 0;
    if (shown >= REPORTED_OF_EACH) return;
    this.#shown.set(result, shown + 1);
    this.#report(example);
    if (shown === 0) this.#log(example);
  }

  #report({result, email, user, changes, recordId, newEmail}: Example): void {
    const fields = this.#fields.flatMap((field, index) => {
      const to = changes[index];
      return to === undefined ? [] : {name: field.target, from: presentValue(user, field), to};
    });
    const address = newEmail === undefined ? [] : [{name: 'email', from: email, to: newEmail}];
    reportPlanned(this.#context, {
      result,
      key: email,
      recordId,
      userId: user?.id,
      fields: [...address, ...fields],
    });
  }

  #log({result, email, user, changes}: Example): void {
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
