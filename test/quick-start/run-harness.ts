import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

export interface StreamSummary {
  direction: 'import' | 'export';
  stream: string;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

export interface Summary {
  status: string;
  exit_reason: string;
  seconds: number;
  streams: StreamSummary[];
  api_calls: Record<string, number>;
  listed?: Record<string, number>;
}

export const HARNESS = fileURLToPath(new URL('../../../bin/harness', import.meta.url));

/** Runs the harness as a person would and resolves with its summary. */
export async function runHarness(command: string, connection: string): Promise<Summary> {
  const argv = [HARNESS, command, '--connection', connection, '--json'];
  const child = spawn(process.execPath, argv, {stdio: ['ignore', 'pipe', 'inherit']});
  let text = '';
  child.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk;
  });
  const exitCode = await new Promise(resolve => child.on('close', resolve));
  if (exitCode !== 0) throw new Error(`harness ${command} ended with ${exitCode}: ${text}`);
  return JSON.parse(text.trim().split('\n').at(-1) ?? '');
}
