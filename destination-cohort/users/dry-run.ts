import {type Context, stringifyJson} from '../../spec/index.js';
import type {FieldChange} from './compare-user.js';

const SHOWN_CHARACTERS = 60;

/** Shows an example of each thing that a real run would do. */
export class DryRun {
  readonly #context: Context;
  readonly #shown = new Set<string>();

  constructor(context: Context) {
    this.#context = context;
  }

  show(verdict: 'created' | 'updated', email: string, changes: readonly FieldChange[]): void {
    if (this.#shown.has(verdict)) return;
    this.#shown.add(verdict);
    const what = changes.map(({target, from, to}) => `${target} ${brief(from)} -> ${brief(to)}`);
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
