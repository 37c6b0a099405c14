import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {ReadPlace} from '../connection-store/connection-store.js';
import {openStore} from '../connection-store/open-store.js';
import {callsOf, formatCounts, formatErrors, formatNumber} from '../report/format-summary.js';
import {createTerminal} from '../report/terminal.js';
import {type ApiCalls, countCalls, formatApiCalls} from '../store/count-calls.js';
import {countPeople, formatPeople, type People} from '../store/count-people.js';
import {countRejects, type Rejects} from '../store/count-rejects.js';
import type {HolderFacts} from '../store/lock-errors.js';
import {type PastRun, readRuns} from '../store/run-history.js';
import {StateFile} from '../store/state-file.js';
import {concludeFailed} from './conclude.js';
import type {CommonOptions} from './options.js';

export interface StatusOptions extends CommonOptions {
  connection: string;
  stateDir: string | undefined;
  store?: string | undefined;
}

interface Position {
  direction: string;
  /** When a state was last saved. */
  saved: string;
  states: unknown[];
}

interface Found {
  folder: string;
  runs: readonly PastRun[];
  holder: HolderFacts | undefined;
  positions: readonly Position[];
  people: People;
  rejects: readonly Rejects[];
  api_calls: ApiCalls;
}

const SHOWN_RUNS = 5;

/** Shows the last runs, the states and the rejected records. Starts nothing. */
export async function status(options: StatusOptions): Promise<void> {
  const terminal = createTerminal(options);
  try {
    const store = await openStore(options);
    const found = await store.look(find);
    terminal.print(options.json ? JSON.stringify(found) : format(found));
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt: Date.now()});
  }
}

async function find({folder, holder: findHolder}: ReadPlace): Promise<Found> {
  const all = await readRuns(folder);
  const runs = all.slice(-SHOWN_RUNS);
  const holder = await findHolder();
  const positions = await readPositions(folder);
  const rejects = await countRejects(join(folder, 'rejects'));
  const people = await countPeople(folder, {isBusy: holder?.isAtWork ?? false, rejects});
  return {folder, runs, holder, positions, people, rejects, api_calls: countCalls(all)};
}

async function readPositions(folder: string): Promise<Position[]> {
  const positions: Position[] = [];
  for (const direction of ['import', 'export']) {
    const path = join(folder, `${direction}.state.json`);
    const found = await stat(path).catch(() => undefined);
    if (!found) continue;
    const states = (await StateFile.open(path)).messages();
    positions.push({direction, saved: found.mtime.toISOString(), states});
  }
  return positions;
}

function format({folder, runs, holder, positions, people, rejects, api_calls}: Found): string {
  return [
    `Folder: ${folder}`,
    ...formatPeople(people),
    runs.length === 0 ? 'No runs yet.' : 'Last runs:',
    ...runs.map(formatRun),
    ...(holder ? [formatHolder(holder)] : []),
    ...positions.map(
      ({direction, saved}) => `State of the ${direction}: saved ${formatTime(saved)}`,
    ),
    ...rejects.map(formatRejects),
    ...formatApiCalls(api_calls),
  ].join('\n');
}

function formatRun({
  command,
  started,
  status: ended,
  exit_reason,
  seconds,
  streams,
  errors,
  api_calls,
}: PastRun): string {
  const how = ended === 'succeeded' ? 'done' : `failed (${exit_reason})`;
  const head = `${formatTime(started)}  ${command}: ${how} in ${seconds.toFixed(1)} s`;
  const details = [
    ...streams.flatMap(formatCounts),
    ...callsOf({api_calls}),
    ...formatErrors({errors}),
  ];
  return [head, ...details.map(line => `  ${line}`)].map(line => `  ${line}`).join('\n');
}

// To the second, in UTC: what the logs say.
function formatTime(iso: string): string {
  return iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}

function formatHolder({pid, since, isAtWork}: HolderFacts): string {
  return isAtWork
    ? `Running: process ${pid}, since ${since}`
    : `Killed: process ${pid}, since ${since}; the next run continues from the saved state`;
}

function formatRejects({stream, path, count, byCode, damaged}: Rejects): string {
  const codes = Object.entries(byCode).map(([code, times]) => `${code} ${formatNumber(times)}`);
  const unread = damaged > 0 ? `; ${formatNumber(damaged)} damaged lines cannot be read` : '';
  return `Rejected records of ${stream}: ${formatNumber(count)} (${codes.join(', ')}) in ${path}${unread}`;
}
