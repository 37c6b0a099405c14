import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import type {Summary} from '../../harness/report/summary.js';
import {execute, HARNESS, lastLine} from '../harness/run-fixtures.js';

/** Both emulators in a process of their own, and the connection between them. */
export class Emulators {
  readonly folder: string;
  readonly connection: string;
  readonly #child: ChildProcess;
  readonly #urls: readonly string[];

  private constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.connection = join(folder, 'connection.yaml');
    this.#child = child;
    const told = this.readJson('emulators.json') as Record<'salesforce' | 'cohort', {url: string}>;
    this.#urls = [told.salesforce.url, told.cohort.url];
  }

  static async start({contacts, users = 0}: {contacts: number; users?: number}) {
    const folder = mkdtempSync(join(tmpdir(), 'emulators-'));
    const args = ['--dir', folder, '--contacts', String(contacts), '--users', String(users)];
    const program = resolve('dist/test/emulators/main.js');
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return new Emulators(folder, child);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
    rmSync(this.folder, {recursive: true, force: true});
  }

  /** Both systems and the connection as they were at first. */
  async reset(): Promise<void> {
    for (const url of this.#urls) {
      const headers = {'content-type': 'application/json'};
      const body = JSON.stringify({data: true});
      const answer = await fetch(`${url}/__emulator/reset`, {method: 'POST', headers, body});
      if (!answer.ok) throw new Error(`${url} cannot be reset: ${answer.status}`);
    }
    rmSync(this.syncFolder, {recursive: true, force: true});
  }

  get syncFolder(): string {
    return join(this.folder, 'connection.sync');
  }

  readJson(name: string): unknown {
    return JSON.parse(readFileSync(join(this.folder, name), 'utf8'));
  }

  inSync(name: string): string | undefined {
    const path = join(this.syncFolder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  arguments(command: string): string[] {
    return [command, '--connection', this.connection, '--json'];
  }

  async harness(command: string): Promise<{code: number | null; summary: Summary}> {
    const {code, stdout, stderr} = await execute(HARNESS, this.arguments(command));
    if (stdout === '') throw new Error(`harness ${command} ended with ${code}: ${stderr}`);
    return {code, summary: lastLine(stdout) as Summary};
  }

  /** Everything a source finds now, without what differs between equal records, in a fixed order. */
  async snapshot(direction: 'import' | 'export'): Promise<string[]> {
    const connector = direction === 'import' ? 'source-salesforce' : 'source-cohort';
    const printed = await execute(HARNESS, [...this.arguments(direction), '--print-catalog']);
    const catalog = join(this.folder, `${direction}.catalog.json`);
    writeFileSync(catalog, printed.stdout);
    const config = join(this.folder, `${connector}.json`);
    const program = resolve('bin', connector);
    const read = await execute(program, ['read', '--config', config, '--catalog', catalog]);
    return read.stdout
      .split('\n')
      .filter(line => line.startsWith('{"type":"RECORD"'))
      .map(line => comparable((JSON.parse(line) as {record: {data: object}}).record.data))
      .sort();
  }
}

const OWN_TO_A_RECORD = new Set(['Id', 'id', 'SystemModstamp', 'updatedAt']);

function comparable(data: object): string {
  return JSON.stringify(Object.entries(data).filter(([key]) => !OWN_TO_A_RECORD.has(key)));
}
