import {existsSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import type {Summary} from '../../harness/report/summary.js';
import {execute, type Finished, HARNESS, lastLine} from '../fixtures/run-bin.js';

const CONNECTORS = resolve('test/fixtures/connectors');

/** A folder of its own with everything that `harness run` needs to move numbered records. */
export class Fixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'harness-'));
  readonly out = this.path('out.jsonl');

  constructor({source = {}, destination = {}}: {source?: object; destination?: object} = {}) {
    this.write('source.json', source);
    this.write('destination.json', {out: this.out, ...destination});
    const stream = {name: 'numbers', json_schema: {type: 'object', properties: {id: {}}}};
    const modes = {sync_mode: 'incremental', destination_sync_mode: 'append_dedup'};
    this.write('catalog.json', {streams: [{stream, ...modes}]});
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, value: unknown): void {
    writeFileSync(this.path(name), JSON.stringify(value));
  }

  read(name: string): unknown {
    return JSON.parse(readFileSync(this.path(name), 'utf8'));
  }

  arguments(options: Readonly<Record<string, string>> = {}): string[] {
    const all = {
      source: join(CONNECTORS, 'numbers-source.mjs'),
      'source-config': this.path('source.json'),
      destination: join(CONNECTORS, 'file-destination.mjs'),
      'destination-config': this.path('destination.json'),
      catalog: this.path('catalog.json'),
      state: this.path('state.json'),
      ...options,
    };
    return ['run', ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])];
  }

  async run(options?: Readonly<Record<string, string>>): Promise<Finished & {summary: Summary}> {
    const finished = await execute(HARNESS, [...this.arguments(options), '--json']);
    return {...finished, summary: lastLine(finished.stdout) as Summary};
  }

  /** What the destination got, line by line. */
  get received(): Record<string, unknown>[] {
    if (!existsSync(this.out)) return [];
    const lines = readFileSync(this.out, 'utf8').trim().split('\n');
    return lines.filter(Boolean).map(line => JSON.parse(line) as Record<string, unknown>);
  }

  /** The ids of the records that the destination got. */
  get receivedIds(): number[] {
    return this.received.flatMap(message =>
      message.type === 'RECORD' ? [(message.record as {data: {id: number}}).data.id] : [],
    );
  }

  /** What the destination received about the stream. */
  get statuses(): string[] {
    return this.received.flatMap(({trace}) => {
      const told = trace as {stream_status: {status: string}} | undefined;
      return told ? [told.stream_status.status] : [];
    });
  }

  /** How far the kept state says the source was read; undefined without one. */
  get position(): number | undefined {
    if (!existsSync(this.path('state.json'))) return undefined;
    const [state] = this.read('state.json') as {stream: {stream_state: {next: number}}}[];
    return state?.stream.stream_state.next;
  }
}
