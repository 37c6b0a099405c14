import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Readable, Writable} from 'node:stream';
import type {AirbyteMessage} from '@cohort-salesforce/spec';
import {checkOutput} from './check-output.js';

/** The files of a command: values become JSON, texts stay as they are. */
export interface Files {
  config?: object | string;
  catalog?: object | string;
  state?: object | string;
}

interface Options extends Files {
  /** The program is going to be stopped: its last line may be incomplete. */
  cut?: boolean;
}

export interface Ended {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  messages: AirbyteMessage[];
}

export interface Started {
  child: ChildProcess & {stdin: Writable; stdout: Readable; stderr: Readable};
  /** Resolves with the first message for which this is true; rejects when the program ends before. */
  until(isIt: (message: AirbyteMessage) => boolean): Promise<AirbyteMessage>;
  ended: Promise<Ended>;
}

const folders: string[] = [];

/** A path in a fresh folder, which `removeFolders` removes. */
export function freshPath(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'));
  folders.push(folder);
  return join(folder, name);
}

/** For the end of a test file. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
}

/** Runs a connector's program to its end with nothing on stdin; every line it says is checked. */
export async function run(name: string, command: string, files: Files = {}): Promise<Ended> {
  const {child, ended} = await start(name, command, files);
  child.stdin.end();
  return ended;
}

/** Starts a connector's program as its users do, by its file in `bin/`, from another folder. */
export async function start(
  name: string,
  command: string,
  {cut = false, ...files}: Options = {},
): Promise<Started> {
  const argv = command.split(' ').filter(Boolean);
  for (const [option, content] of Object.entries(files)) {
    // Runners give catalogs and states any suffix.
    const path = freshPath(`${option}.txt`);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    argv.push(`--${option}`, path);
  }
  const program = new URL(`../../bin/${name}`, import.meta.url).pathname;
  const child = spawn(program, argv, {cwd: '/', stdio: 'pipe'});
  const output = new Output(child.stdout);
  const stderr: Buffer[] = [];
  child.stderr.on('data', chunk => stderr.push(chunk));
  // A program that has failed no longer reads its input.
  child.stdin.on('error', () => {});
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      const texts = {stdout: output.text, stderr: Buffer.concat(stderr).toString()};
      try {
        const messages = checkOutput({...texts, config: files.config, cut: cut || signal !== null});
        resolve({exitCode, signal, ...texts, messages});
      } catch (error) {
        reject(error);
      } finally {
        output.end();
      }
    });
  });
  return {child, ended, until: isIt => output.until(isIt)};
}

interface Waiting {
  isIt(message: AirbyteMessage): boolean;
  resolve(message: AirbyteMessage): void;
  reject(error: Error): void;
}

/** What a program has said so far, and who waits for what it says. */
class Output {
  readonly #chunks: Buffer[] = [];
  readonly #waiting = new Set<Waiting>();
  #isWatched = false;

  constructor(stream: Readable) {
    stream.on('data', chunk => {
      this.#chunks.push(chunk);
      if (this.#isWatched) this.#look();
    });
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  until(isIt: Waiting['isIt']): Promise<AirbyteMessage> {
    this.#isWatched = true;
    return new Promise((resolve, reject) => {
      this.#waiting.add({isIt, resolve, reject});
      this.#look();
    });
  }

  end(): void {
    const error = new Error(`The program ended before it said that: ${this.text.slice(-1000)}`);
    for (const waiting of this.#waiting) waiting.reject(error);
  }

  #look(): void {
    const {text} = this;
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean);
    const messages: AirbyteMessage[] = lines.map(line => JSON.parse(line));
    for (const waiting of this.#waiting) {
      const found = messages.find(waiting.isIt);
      if (!found) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(found);
    }
  }
}
