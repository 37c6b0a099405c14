import {appendFile, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {namingFile} from '@cohort-salesforce/spec';
import type {Summary} from '../report/summary.js';
import {writeFileAtomically} from './write-file-atomically.js';

// A week of runs every few minutes, so that the calls of each day can be counted.
const KEPT_RUNS = 3000;
const FILE = 'runs.jsonl';

export interface PastRun extends Summary {
  command: string;
  /** ISO 8601. */
  started: string;
}

/** Adds a run to the connection's folder; the oldest beyond three thousand are forgotten. */
export async function recordRun(folder: string, run: PastRun): Promise<void> {
  const text = await readText(folder);
  const runs = parseRuns(text);
  const line = `${JSON.stringify(run)}\n`;
  if (runs.length < KEPT_RUNS) {
    const end = text === '' || text.endsWith('\n') ? '' : '\n';
    const path = join(folder, FILE);
    await namingFile(path, () => appendFile(path, end + line, {mode: 0o600}));
  } else {
    const kept = runs.slice(-KEPT_RUNS / 2).map(past => `${JSON.stringify(past)}\n`);
    await writeFileAtomically(join(folder, FILE), kept.join('') + line);
  }
}

/** Oldest first. A line that was cut off by a crash is passed over. */
export async function readRuns(folder: string): Promise<PastRun[]> {
  return parseRuns(await readText(folder));
}

function readText(folder: string): Promise<string> {
  return readFile(join(folder, FILE), 'utf8').catch(() => '');
}

function parseRuns(text: string): PastRun[] {
  return text.split('\n').flatMap(line => {
    try {
      return [JSON.parse(line) as PastRun];
    } catch {
      return [];
    }
  });
}
