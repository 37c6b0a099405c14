import {createInterface, type Interface} from 'node:readline';
import type {Readable} from 'node:stream';
import {configError} from '@cohort-salesforce/spec';
import {cleanText} from '../report/clean-text.js';
import {processLog} from '../report/process-log.js';

type Input = Readable & {isTTY?: boolean};

/** One thing that can be chosen from a list. */
export interface Choice {
  value: string;
  label: string;
  /** Shown beside the choice that the cursor is on. */
  hint?: string | undefined;
}

export interface ChoiceQuestion {
  text: string;
  choices: readonly Choice[];
  preset?: string | undefined;
}

/** Asks a person at the terminal; answers may also be piped in, one a line. */
export class Prompter {
  readonly isInteractive: boolean;
  readonly #input: Input;
  #interface: Interface | undefined;
  #lines: AsyncIterator<string> | undefined;

  constructor(input: Input = process.stdin) {
    this.#input = input;
    // Prompts are drawn on stderr, where a log for programs has no place for them.
    this.isInteractive = Boolean(input.isTTY) && !processLog.isJson;
  }

  /** Resolves with the answer, or with `preset` when it is empty. */
  async ask(question: string, preset = ''): Promise<string> {
    if (!this.isInteractive) return (await this.#readLine(question, preset)) || preset;
    const message = cleanText(question);
    const shown = cleanText(preset);
    const {text} = await import('@clack/prompts');
    const given = await text({
      message,
      placeholder: shown,
      defaultValue: preset,
      ...this.#streams(),
    });
    return this.#answered(given).trim();
  }

  /** The same for a secret: what is typed is not shown. */
  async askHidden(question: string): Promise<string> {
    if (!this.isInteractive) return this.#readLine(question);
    const {password} = await import('@clack/prompts');
    const given = await password({message: cleanText(question), ...this.#streams()});
    // Nothing typed is no text at all.
    return (this.#answered(given) ?? '').trim();
  }

  /** One of a few choices. Only for a person. */
  async choose({text, choices, preset}: ChoiceQuestion): Promise<string> {
    const {select} = await import('@clack/prompts');
    const given = await select<string>({
      message: cleanText(text),
      options: choices.map(toOption),
      ...(preset !== undefined && {initialValue: preset}),
      ...this.#streams(),
    });
    return this.#answered(given);
  }

  /** One of many choices, found by typing a part of it. Only for a person. */
  async find({text, choices, preset}: ChoiceQuestion): Promise<string> {
    const {autocomplete} = await import('@clack/prompts');
    const given = await autocomplete<string>({
      message: cleanText(text),
      options: choices.map(toOption),
      maxItems: SHOWN_CHOICES,
      filter: isMeant,
      ...(preset !== undefined && {initialValue: preset}),
      ...this.#streams(),
    });
    return this.#answered(given);
  }

  /** Some of many choices, found by typing and ticked with the tab key. Only for a person. */
  async tick({
    text,
    choices,
    ticked,
  }: {
    text: string;
    choices: readonly Choice[];
    ticked: readonly string[];
  }): Promise<string[]> {
    const {autocompleteMultiselect} = await import('@clack/prompts');
    const isTicked = ({value}: Choice) => ticked.includes(value);
    // What is ticked is seen at once, without scrolling.
    const ordered = [...choices].sort((a, b) => Number(isTicked(b)) - Number(isTicked(a)));
    const given = await autocompleteMultiselect<string>({
      message: cleanText(text),
      options: ordered.map(toOption),
      initialValues: [...ticked],
      maxItems: SHOWN_CHOICES,
      filter: isMeant,
      required: true,
      ...this.#streams(),
    });
    return this.#answered(given);
  }

  close(): void {
    this.#interface?.close();
    this.#input.destroy();
  }

  #streams() {
    return {input: this.#input, output: process.stderr};
  }

  // The prompt takes the keys one by one, so that Ctrl-C arrives here and nowhere else.
  #answered<Answer>(given: Answer): Exclude<Answer, symbol> {
    if (typeof given !== 'symbol') return given as Exclude<Answer, symbol>;
    process.kill(process.pid, 'SIGINT');
    throw new DOMException('Nobody wants to answer.', 'AbortError');
  }

  async #readLine(question: string, preset = ''): Promise<string> {
    processLog.write(`${question}${preset ? ` [${preset}]` : ''}: `);
    this.#interface ??= createInterface({input: this.#input});
    this.#lines ??= this.#interface[Symbol.asyncIterator]();
    const {value, done} = await this.#lines.next();
    if (done) throw configError(`Nobody answered: ${question}.`);
    return String(value).trim();
  }
}

const SHOWN_CHOICES = 10;

function toOption({value, label, hint}: Choice) {
  return {value, label: cleanText(label), ...(hint !== undefined && {hint: cleanText(hint)})};
}

// Every word that was typed has to be in the label or the name.
function isMeant(typed: string, {value, label = ''}: {value: string; label?: string}): boolean {
  const text = `${label} ${value}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}
