import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import type {DirectionRun, Measurement, SyncRun} from '../result.js';
import {harness} from './direction.js';
import type {Emulators} from './emulators.js';

type Calls = Measurement['apiCalls'];

/** What the harness says as it begins a direction. */
const BEGINNING = /^(import|export|re-import): \S+ \S+ -> /;

/** Runs `sync` and tells what each of its directions took. */
export async function measureSync(name: string, emulators: Emulators): Promise<SyncRun> {
  process.stderr.write(`${name}\n`);
  const begun: {name: string; at: number; calls: Promise<Calls>}[] = [];
  const note = (label: string) =>
    begun.push({name: label, at: performance.now(), calls: emulators.calls()});
  note('start');
  const argv = [harness, 'sync', '--connection', emulators.file('connection.yaml')];
  const child = spawn(process.execPath, argv, {stdio: ['ignore', 'ignore', 'pipe']});
  const closed = once(child, 'close');
  for await (const line of createInterface(child.stderr)) {
    const [, label] = BEGINNING.exec(line) ?? [];
    if (label !== undefined) note(label);
  }
  const [code] = await closed;
  if (code !== 0) throw new Error(`${name}: exit code ${code}`);
  note('end');
  const whole = await between(begun[0], begun.at(-1));
  const directions: DirectionRun[] = [];
  for (const [index, one] of begun.slice(0, -1).entries()) {
    directions.push({name: one.name, ...(await between(one, begun[index + 1]))});
  }
  return {name, ...whole, directions};
}

type Mark = {at: number; calls: Promise<Calls>} | undefined;

async function between(from: Mark, to: Mark): Promise<{seconds: number; apiCalls: Calls}> {
  const [before, after] = [await from?.calls, await to?.calls];
  const difference = (system: keyof Calls) => (after?.[system] ?? 0) - (before?.[system] ?? 0);
  return {
    seconds: ((to?.at ?? 0) - (from?.at ?? 0)) / 1000,
    apiCalls: {salesforce: difference('salesforce'), cohort: difference('cohort')},
  };
}
