import {open, readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';

/** A file below a folder; `path` is relative to it, with slashes. */
export interface FoundFile {
  path: string;
  size: number;
  modified: Date;
  /** Another one when the file may have changed. */
  signature: string;
  inode: bigint;
}

// Locks and sockets of this machine's processes, files that are about to be renamed, and the log of LevelDB.
const NOT_KEPT = [
  /^\./,
  /^[^/]+\.sync\/(run|lock(\..*)?|[^/]+\.lock(\..*)?)$/,
  /\/baseline\/(LOCK|LOG|LOG\.old)$/,
  /\.new$/,
];

/** All files that are to be kept. What vanishes meanwhile is left out. */
export async function scanFiles(root: string, below = ''): Promise<FoundFile[]> {
  const entries = await readdir(join(root, below), {withFileTypes: true}).catch(ignoreMissing);
  const files: FoundFile[] = [];
  for (const entry of entries ?? []) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (NOT_KEPT.some(pattern => pattern.test(path))) continue;
    if (entry.isDirectory()) files.push(...(await scanFiles(root, path)));
    const file = entry.isFile() ? await findFile(root, path) : undefined;
    if (file) files.push(file);
  }
  return files;
}

/** A file as it is now; undefined when it is gone. */
export async function findFile(root: string, path: string): Promise<FoundFile | undefined> {
  const found = await stat(join(root, path), {bigint: true}).catch(ignoreMissing);
  if (!found) return undefined;
  const {size, mtimeNs, ino, mtime} = found;
  const signature = `${size} ${mtimeNs} ${ino}`;
  return {path, size: Number(size), modified: mtime, signature, inode: ino};
}

/** A part of a file, shorter at its end; undefined when the file is gone. */
export async function readPart(
  path: string,
  {start, length}: {start: number; length: number},
): Promise<Buffer | undefined> {
  const file = await open(path, 'r').catch(ignoreMissing);
  if (!file) return undefined;
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
