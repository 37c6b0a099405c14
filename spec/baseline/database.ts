import {mkdir} from 'node:fs/promises';
import type {ClassicLevel} from 'classic-level';
import {ConnectorError, configError} from '../connector-error.js';
import {explainFileError} from '../file-error.js';

export type Bytes = Buffer<ArrayBufferLike>;
/** The LevelDB database in which a {@link BaselineStore} keeps everything. */
export type Database = ClassicLevel<Bytes, Bytes>;
export type Batch = ReturnType<Database['batch']>;

/** Opens the database in `folder`, or creates it. Throws a transient error while another run has it open. */
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
    await database.open();
    return database;
  } catch (error) {
    throw explainOpening(error, folder);
  }
}

function explainOpening(error: unknown, folder: string): ConnectorError {
  const {code, message} = ((error as Error).cause ?? error) as Error & {code?: string};
  if (code === 'LEVEL_LOCKED') {
    return new ConnectorError({
      failure: 'transient_error',
      message: `Another run is using the baseline store in ${folder}. Wait until it has finished.`,
    });
  }
  // A full disk is no damage: nothing is to be removed.
  const facts = explainFileError(error);
  if (facts) return new ConnectorError(facts);
  return configError(
    `Opening the baseline store in ${folder}: ${message}. If it is damaged, remove the folder: the next sync reads everything, restores the links and changes nothing else.`,
  );
}
