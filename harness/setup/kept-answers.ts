import {existsSync, readFileSync, rmSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {dirname} from 'node:path';
import {configError} from '@cohort-salesforce/spec';
import {writeFileAtomically} from '../store/write-file-atomically.js';

// No option has this name.
const SUSPECT = '(refused)';

/** The answers of an interview that has not come to its end, in a file beside the connection. No secrets. */
export class KeptAnswers {
  readonly path: string;
  readonly #answers: Map<string, string>;

  private constructor(path: string, answers: Map<string, string>) {
    this.path = path;
    this.#answers = answers;
  }

  /** With the answers of an earlier interview if it is to be resumed, else with none. */
  static open(connectionPath: string, {resume}: {resume: boolean}): KeptAnswers {
    const path = `${connectionPath.replace(/\.ya?ml$/, '')}.init.json`;
    return new KeptAnswers(path, resume ? readAnswers(path) : new Map());
  }

  /** Whether the systems refused what these answers came to: they are shown again, not taken. */
  get isSuspect(): boolean {
    return this.#answers.has(SUSPECT);
  }

  async suspect(): Promise<void> {
    await this.keep(SUSPECT, 'yes');
  }

  get isEmpty(): boolean {
    return this.#answers.size === 0;
  }

  get(flag: string): string | undefined {
    return this.#answers.get(flag);
  }

  /** Resolves when the answer is on the disk. */
  async keep(flag: string, answer: string): Promise<void> {
    if (this.#answers.get(flag) === answer) return;
    this.#answers.set(flag, answer);
    await mkdir(dirname(this.path), {recursive: true});
    await writeFileAtomically(this.path, `${JSON.stringify(Object.fromEntries(this.#answers))}\n`);
  }

  /** The interview has come to its end. */
  forget(): void {
    rmSync(this.path, {force: true});
  }
}

function readAnswers(path: string): Map<string, string> {
  if (!existsSync(path)) throw configError(`--resume: there is no ${path}. Run init without it.`);
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const entries = Object.entries((value ?? {}) as object);
    return new Map(entries.map(([flag, answer]) => [flag, String(answer)]));
  } catch {
    throw configError(`--resume: ${path} is damaged. Remove it, and run init without --resume.`);
  }
}
