import {createInterface, type Interface} from 'node:readline';
import {Writable} from 'node:stream';
import {configError} from '../../spec/index.js';

/** Asks a person at the terminal; answers may also be piped in, one a line. */
export class Prompter {
  readonly isInteractive = Boolean(process.stdin.isTTY);
  readonly #lines: AsyncIterator<string>;
  readonly #interface: Interface;
  #isHidden = false;

  constructor() {
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        if (!this.#isHidden) process.stderr.write(chunk);
        done();
      },
    });
    const terminal = this.isInteractive;
    this.#interface = createInterface({input: process.stdin, output, terminal});
    this.#lines = this.#interface[Symbol.asyncIterator]();
  }

  /** Resolves with the answer, or with `preset` when it is empty. */
  async ask(question: string, preset = ''): Promise<string> {
    process.stderr.write(`${question}${preset ? ` [${preset}]` : ''}: `);
    const answer = await this.#nextLine(question);
    return answer === '' ? preset : answer;
  }

  /** The same for a secret: what is typed is not shown. */
  async askHidden(question: string): Promise<string> {
    process.stderr.write(`${question}: `);
    this.#isHidden = true;
    const answer = await this.#nextLine(question);
    this.#isHidden = false;
    if (this.isInteractive) process.stderr.write('\n');
    return answer;
  }

  close(): void {
    this.#interface.close();
    process.stdin.destroy();
  }

  async #nextLine(question: string): Promise<string> {
    const {value, done} = await this.#lines.next();
    if (!this.isInteractive) process.stderr.write('\n');
    if (done) throw configError(`Nobody answered: ${question}.`);
    return String(value).trim();
  }
}
