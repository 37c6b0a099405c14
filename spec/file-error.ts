import {existsSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname} from 'node:path';

// Only what the user can do something about; any other code is a defect of ours.
const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', `${describeUser()} may not use it. Change its permissions`],
  ['EPERM', `${describeUser()} may not use it. Change its permissions`],
  ['EROFS', 'it is on a file system that cannot be written'],
  ['ENOENT', 'it or its folder does not exist. Make the folder'],
  ['ENOTDIR', 'there is a file where a folder is wanted. Move the file away'],
  ['EEXIST', 'there is something else of this name. Move it away'],
  ['EISDIR', 'there is a folder where a file is wanted. Move the folder away'],
  ['ELOOP', 'its links lead in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
]);
// Also of a program that cannot be started and a connection that cannot be made.
const TOO_MANY: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE']);
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export interface FileErrorFacts {
  failure: 'config_error' | 'transient_error';
  message: string;
  cause: unknown;
}

type SystemError = Partial<NodeJS.ErrnoException> & {address?: string; hostname?: string};

/** Why a file cannot be used, and what to do, by the code of the operating system; undefined for a defect of ours. */
export function reasonOfFileError(code: string | undefined): string | undefined {
  return FULL.has(code ?? '') ? 'the disk is full. Make room' : REASONS.get(code ?? '');
}

/** Runs what writes an open file. Its errors name the file, as those of an open file do not by themselves. */
export async function namingFile<Result>(
  path: string,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const {syscall, path: named} = error as SystemError;
    if (syscall && named === undefined) Object.assign(error as SystemError, {path});
    throw error;
  }
}

/** What an error of the file system means for the user; undefined for any other error. */
export function explainFileError(thrown: unknown): FileErrorFacts | undefined {
  const error = fromDatabase(thrown) ?? ((thrown ?? {}) as SystemError);
  const {code = '', syscall, path, address, hostname} = error;
  if (TOO_MANY.has(code)) {
    const message = `Too many files are open (${code}). Allow more, for example with ulimit -n 1024, then run again.`;
    return {failure: 'config_error', message, cause: thrown};
  }
  // A connection that fails has an address, a program that does not start says "spawn".
  if (!syscall || address || hostname || syscall.startsWith('spawn')) return undefined;
  if (FULL.has(code)) return {failure: 'transient_error', message: full(code, path), cause: thrown};
  const reason = REASONS.get(isReadOnly(error) ? 'EROFS' : code);
  if (reason === undefined || path === undefined) return undefined;
  const message =
    syscall === 'mkdtemp'
      ? `The folder for temporary files, ${dirname(path)}, cannot be used (${code}). Make it, give this user write access, or name another folder in the environment variable TMPDIR.`
      : `${path} cannot be used: ${reason} (${code}, ${syscall}).`;
  return {failure: 'config_error', message, cause: thrown};
}

// Making a folder and those above it answers ENOENT on such a file system, although the folder above exists.
function isReadOnly({code, syscall, path}: SystemError): boolean {
  return (
    code === 'ENOENT' && syscall === 'mkdir' && path !== undefined && existsSync(dirname(path))
  );
}

// LevelDB keeps no code, only what the operating system says of it.
const DATABASE_ERROR = /^IO error: (.+): ([^:]+)$/;
const CODES: Readonly<Record<string, string>> = {
  'No space left on device': 'ENOSPC',
  'Disk quota exceeded': 'EDQUOT',
  'File too large': 'EFBIG',
  'Permission denied': 'EACCES',
  'Read-only file system': 'EROFS',
};

function fromDatabase(thrown: unknown): SystemError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const {message} = thrown.cause instanceof Error ? thrown.cause : thrown;
  const [, path, reason = ''] = DATABASE_ERROR.exec(message) ?? [];
  const code = CODES[reason];
  return path === undefined || code === undefined ? undefined : {code, path, syscall: 'write'};
}

/** The user of this process as permissions know it; in a container, names mean nothing outside. */
export function describeUser(): string {
  const uid = process.geteuid?.();
  return uid === undefined ? 'this user' : `this user (uid ${uid})`;
}

// An error of a file that is open already does not know its name.
function full(code: string, path: string | undefined): string {
  return path === undefined
    ? `The disk is full (${code}). Make room in the folder for temporary files, ${tmpdir()}, or name another in the environment variable TMPDIR; then run again.`
    : `The disk is full (${code}): ${path} cannot be written. Make room, then run again.`;
}
