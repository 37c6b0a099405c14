import type {User, Value} from '../../source-cohort/cohort/index.js';
import {type Context, stringifyJson} from '../../spec/index.js';
import type {MappedField} from '../mapping/prepare-properties.js';
import {presentValue} from './compare-user.js';

const SHOWN_CHARACTERS = 60;

/** What a real run would do with one user. */
interface Example {
  verdict: 'created' | 'updated';
  email: string;
  /** What Cohort has now, if anything. */
  user: User | undefined;
  /** By the mapping's order; undefined: stays as it is. */
  changes: readonly (Value | undefined)[];
}

/** Shows an example of each thing that a real run would do. */
export class DryRun {
  readonly #context: Context;
  readonly #fields: readonly MappedField[];
  readonly #shown = new Set<string>();

  constructor(context: Context, fields: readonly MappedField[]) {
    this.#context = context;
    this.#fields = fields;
  }

  show({verdict, email, user, changes}: Example): void {
    if (this.#shown.has(verdict)) return;
    this.#shown.add(verdict);
    const what = this.#fields.flatMap((field, index) => {
      const to = changes[index];
      if (to === undefined) return [];
      return `${field.target} ${brief(presentValue(user, field))} -> ${brief(to)}`;
    });
    this.#context.log(
      'INFO',
      `Dry run: for example, ${email} would be ${verdict}: ${what.join(', ') || 'no values'}.`,
    );
  }
}

function brief(value: unknown): string {
  const text = stringifyJson(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}
