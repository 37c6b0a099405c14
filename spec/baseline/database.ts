import {mkdir} from 'node:fs/promises';
import type {ClassicLevel} from 'classic-level';
import pRetry from 'p-retry';
import {ConnectorError, configError} from '../connector-error.js';

export type Bytes = Buffer<ArrayBufferLike>;
export type Database = ClassicLevel<Bytes, Bytes>;
export type Batch = ReturnType<Database['batch']>;

// Long enough for another connector's check to end.
const MAX_ATTEMPTS = 40;
const PAUSE_MS = 100;

/**
 * Opens the database in `folder`, or creates it. Waits some seconds while another process has it open,
 * as two connectors that are checked at once do; then throws a transient error.
 */
export async function openDatabase(folder: string): Promise<Database> {
  const {ClassicLevel} = await import('classic-level');
  await mkdir(folder, {recursive: true, mode: 0o700});
  // LevelDB creates files at any time, also in the background, and takes no mode for them.
  process.umask(0o077);
  const database: Database = new ClassicLevel(folder, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
  });
  try {
    await pRetry(() => database.open(), {
      retries: MAX_ATTEMPTS - 1,
      factor: 1,
      minTimeout: PAUSE_MS,
      shouldRetry: ({error}) => isLocked(error),
    });
    return database;
  } catch (error) {
    throw explainOpening(error, folder);
  }
}

function explainOpening(error: unknown, folder: string): ConnectorError {
  const {message} = causeOf(error);
  if (isLocked(error)) {
    return new ConnectorError({
      failure: 'transient_error',
      message: `Another run is using the baseline store in ${folder}. Wait until it has finished.`,
    });
  }
  return configError(
    `Opening the baseline store in ${folder}: ${message}. If it is damaged, remove the folder: the next sync reads everything, restores the links and changes nothing else.`,
  );
}

function isLocked(error: unknown): boolean {
  return causeOf(error).code === 'LEVEL_LOCKED';
}

function causeOf(error: unknown): Error & {code?: string} {
  return ((error as Error).cause ?? error) as Error & {code?: string};
}
