import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, open, readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Measurement, ProcessUsage} from '../result.js';
import {dist} from './dist.js';
import type {Emulators} from './emulators.js';

export interface Work {
  name: string;
  records?: number;
  command: readonly string[];
  /** Default: this process's. */
  environment?: NodeJS.ProcessEnv;
  /** Files for stdin and stdout. */
  input?: string;
  output?: string;
}

/** Runs a command and tells what it, all it starts and the emulators have used meanwhile. */
export async function measure(work: Work, emulators: Emulators): Promise<Measurement> {
  process.stderr.write(`${work.name}\n`);
  const usages = emulators.file('usages');
  await mkdir(usages, {recursive: true});
  const [calls, before] = [await emulators.calls(), await emulators.usage()];
  const start = performance.now();
  await run(work, usages);
  const seconds = (performance.now() - start) / 1000;
  const [callsAfter, after] = [await emulators.calls(), await emulators.usage()];
  const apiCalls = {
    salesforce: callsAfter.salesforce - calls.salesforce,
    cohort: callsAfter.cohort - calls.cohort,
  };
  const own = await readUsages(usages);
  await rm(usages, {recursive: true});
  const processes = [...own, ...difference(before, after)];
  const {name, records} = work;
  return {name, ...(records !== undefined && {records}), seconds, processes, apiCalls};
}

async function run(work: Work, usages: string): Promise<void> {
  const {name, command, environment = process.env, input, output} = work;
  const [file = '', ...args] = command;
  const stdin = input === undefined ? undefined : await open(input, 'r');
  const stdout = output === undefined ? undefined : await open(output, 'w');
  const env = {
    ...environment,
    NODE_OPTIONS: `${environment.NODE_OPTIONS ?? ''} --import ${dist}test/bench/run/report-usage.js`,
    BENCH_USAGE: usages,
  };
  const stdio = [stdin?.fd ?? 'ignore', stdout?.fd ?? 'ignore', 'inherit'] as const;
  const [code] = await once(spawn(file, args, {env, stdio: [...stdio]}), 'close');
  await Promise.all([stdin?.close(), stdout?.close()]);
  if (code !== 0) throw new Error(`${name}: exit code ${code}`);
}

async function readUsages(folder: string): Promise<ProcessUsage[]> {
  const files = await readdir(folder);
  const texts = await Promise.all(files.map(file => readFile(join(folder, file), 'utf8')));
  const usages = texts.map(text => JSON.parse(text) as ProcessUsage);
  return merged(usages).sort((a, b) => b.cpuSeconds - a.cpuSeconds);
}

// The harness starts a connector more than once, such as to discover before it reads.
function merged(usages: readonly ProcessUsage[]): ProcessUsage[] {
  const byProgram = new Map<string, ProcessUsage>();
  for (const usage of usages) {
    const before = byProgram.get(usage.program);
    byProgram.set(usage.program, before ? added(before, usage) : usage);
  }
  return [...byProgram.values()];
}

function added(one: ProcessUsage, other: ProcessUsage): ProcessUsage {
  return {
    program: one.program,
    cpuSeconds: one.cpuSeconds + other.cpuSeconds,
    peakMegabytes: Math.max(one.peakMegabytes, other.peakMegabytes),
    ownMegabytes: Math.max(one.ownMegabytes ?? 0, other.ownMegabytes ?? 0),
  };
}

function difference(before: readonly ProcessUsage[], after: readonly ProcessUsage[]) {
  return after
    .map((usage, index) => ({
      ...usage,
      cpuSeconds: usage.cpuSeconds - (before[index]?.cpuSeconds ?? 0),
    }))
    .filter(({cpuSeconds}) => cpuSeconds > 0.1);
}
