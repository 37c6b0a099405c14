import {createInterface, type Interface} from 'node:readline';
import {Writable} from 'node:stream';
import {configError} from '@cohort-salesforce/spec';
import {cleanText} from '../report/clean-text.js';

type Input = NodeJS.ReadableStream & {isTTY?: boolean; destroy(): unknown};

/** Asks a person at the terminal; answers may also be piped in, one a line. */
export class Prompter {
  readonly isInteractive: boolean;
  readonly #input: Input;
  #interface: Interface | undefined;
  #lines: AsyncIterator<string> | undefined;
  #isHidden = false;
  #isInterrupted = false;

  constructor(input: Input = process.stdin) {
    this.#input = input;
    this.isInteractive = Boolean(input.isTTY);
  }

  /** Resolves with the answer, or with `preset` when it is empty. */
  async ask(question: string, preset = ''): Promise<string> {
    this.#show(`${question}${preset ? ` [${preset}]` : ''}: `);
    const answer = await this.#nextLine(question);
    return answer === '' ? preset : answer;
  }

  /** The same for a secret: what is typed is not shown. */
  async askHidden(question: string): Promise<string> {
    this.#show(`${question}: `);
    this.#isHidden = true;
    const answer = await this.#nextLine(question);
    this.#isHidden = false;
    if (this.isInteractive) process.stderr.write('\n');
    return answer;
  }

  close(): void {
    this.#interface?.close();
    this.#input.destroy();
  }

  // As its prompt, it is still there when the person corrects what is typed.
  #show(text: string): void {
    this.#interface ??= this.#open();
    this.#interface.setPrompt(cleanText(text));
    this.#interface.prompt();
  }

  async #nextLine(question: string): Promise<string> {
    this.#interface ??= this.#open();
    this.#lines ??= this.#interface[Symbol.asyncIterator]();
    const {value, done} = await this.#lines.next();
    if (!this.isInteractive) process.stderr.write('\n');
    if (this.#isInterrupted) throw new DOMException('Nobody wants to answer.', 'AbortError');
    if (done) throw configError(`Nobody answered: ${question}.`);
    return String(value).trim();
  }

  #open(): Interface {
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        if (!this.#isHidden) process.stderr.write(chunk);
        done();
      },
    });
    const opened = createInterface({input: this.#input, output, terminal: this.isInteractive});
    // It takes the keys one by one, so that Ctrl-C arrives here and nowhere else.
    opened.on('SIGINT', () => {
      this.#isInterrupted = true;
      opened.close();
      process.kill(process.pid, 'SIGINT');
    });
    return opened;
  }
}
