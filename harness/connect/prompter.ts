import {createInterface, type Interface} from 'node:readline';
import type {Readable} from 'node:stream';
import {isatty} from 'node:tty';
import {styleText} from 'node:util';
import {configError} from '@cohort-salesforce/spec';
import {cleanText} from '../report/clean-text.js';
import {processLog} from '../report/process-log.js';
import {wrapLines} from '../report/wrap.js';

type Input = Readable & {isTTY?: boolean; fd?: number; setRawMode?: (isRaw: boolean) => unknown};

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

/** Asks a person at the terminal until the signal; answers may also be piped in, one a line. */
export class Prompter {
  readonly isInteractive: boolean;
  readonly #signal: AbortSignal;
  readonly #input: Input;
  #interface: Interface | undefined;
  #lines: AsyncIterator<string> | undefined;

  constructor(signal: AbortSignal, input: Input = process.stdin) {
    this.#signal = signal;
    this.#input = input;
    // Prompts are drawn on stderr, where a log for programs has no place for them.
    this.isInteractive = Boolean(input.isTTY) && !processLog.isJson;
  }

  /** Resolves with the answer, or with `preset` when it is empty. */
  async ask(question: string, preset = ''): Promise<string> {
    if (!this.isInteractive) return (await this.#readLine(question, preset)) || preset;
    const message = toMessage(question);
    const shown = cleanText(preset);
    const {text} = await import('@clack/prompts');
    const given = await this.#draw(streams =>
      text({message, placeholder: shown, defaultValue: preset, ...streams}),
    );
    return given.trim();
  }

  /** The same for a secret: what is typed is not shown. */
  async askHidden(question: string): Promise<string> {
    if (!this.isInteractive) return this.#readLine(question);
    const {password} = await import('@clack/prompts');
    const given = await this.#draw<string | symbol | undefined>(streams =>
      password({message: toMessage(question), ...streams}),
    );
    // Nothing typed is no text at all.
    return (given ?? '').trim();
  }

  /** One of a few choices. Only for a person. */
  async choose({text, choices, preset}: ChoiceQuestion): Promise<string> {
    const {select} = await import('@clack/prompts');
    return this.#draw(streams =>
      select<string>({
        message: cleanText(text),
        options: choices.map(toOption),
        ...(preset !== undefined && {initialValue: preset}),
        ...streams,
      }),
    );
  }

  /** One of many choices, found by typing a part of it. Only for a person. */
  async find({text, choices, preset}: ChoiceQuestion): Promise<string> {
    const {autocomplete} = await import('@clack/prompts');
    return this.#draw(streams =>
      autocomplete<string>({
        message: toMessage(text),
        options: choices.map(toOption),
        maxItems: SHOWN_CHOICES,
        filter: isMeant,
        ...(preset !== undefined && {initialValue: preset}),
        ...streams,
      }),
    );
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
    return this.#draw(streams =>
      autocompleteMultiselect<string>({
        message: toMessage(text),
        options: ordered.map(toOption),
        initialValues: [...ticked],
        maxItems: SHOWN_CHOICES,
        filter: isMeant,
        required: true,
        ...streams,
      }),
    );
  }

  close(): void {
    this.#interface?.close();
    this.#input.destroy();
  }

  async #draw<Answer>(
    draw: (streams: Streams) => Promise<Answer>,
  ): Promise<Exclude<Answer, symbol>> {
    this.#signal.throwIfAborted();
    // The library stays on a signal after the answer: each question has one of its own.
    const question = new AbortController();
    const end = () => {
      this.#letGoOfClosed();
      question.abort();
    };
    this.#signal.addEventListener('abort', end);
    for (const event of ENDS) this.#input.on(event, end);
    const streams = {input: this.#input, output: process.stderr, signal: question.signal};
    const given = await draw(streams).finally(() => {
      this.#signal.removeEventListener('abort', end);
      for (const event of ENDS) this.#input.off(event, end);
    });
    if (typeof given !== 'symbol') return given as Exclude<Answer, symbol>;
    this.#signal.throwIfAborted();
    // The prompt takes the keys one by one, so that Ctrl-C arrives here and nowhere else.
    if (!question.signal.aborted) process.kill(process.pid, 'SIGINT');
    throw new DOMException('Nobody wants to answer.', 'AbortError');
  }

  // A terminal that is closed cannot be restored, and the library fails when it tries.
  #letGoOfClosed(): void {
    const input = this.#input;
    if (input.fd !== undefined && !isatty(input.fd)) input.setRawMode = () => {};
  }

  async #readLine(question: string, preset = ''): Promise<string> {
    this.#signal.throwIfAborted();
    processLog.write(`${question}${preset ? ` [${preset}]` : ''}: `);
    this.#interface ??= createInterface({input: this.#input});
    this.#lines ??= this.#interface[Symbol.asyncIterator]();
    const end = () => this.#interface?.close();
    this.#signal.addEventListener('abort', end);
    const {value, done} = await this.#lines.next();
    this.#signal.removeEventListener('abort', end);
    this.#signal.throwIfAborted();
    if (done) throw configError(`Nobody answered: ${question}.`);
    return String(value).trim();
  }
}

interface Streams {
  input: Readable;
  output: NodeJS.WriteStream;
  signal: AbortSignal;
}

// A terminal that is closed ends a question, also where no signal says so.
const ENDS = ['end', 'close', 'error'] as const;
const SHOWN_CHOICES = 10;

// Before each line: the bar of the prompts, and two spaces.
const MARGIN = 3;

/** A question, broken between words so that each of its lines stands beside the bar of the prompts. */
export function toMessage(question: string, columns = process.stderr.columns || 80): string {
  const lines = wrapLines(cleanText(question), columns - MARGIN).split('\n');
  return lines.join(`\n${styleText('gray', '│')}  `);
}

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
