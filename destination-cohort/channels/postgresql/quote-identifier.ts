import {configError} from '@cohort-salesforce/spec';

/** PostgreSQL cuts longer names without an error: two of them could become one. */
export const MAX_NAME_BYTES = 63;

/** The one place where a name becomes SQL: whatever it holds, it stays a name. */
export function quoteIdentifier(name: string): string {
  const bytes = Buffer.byteLength(name);
  const isName =
    bytes > 0 && bytes <= MAX_NAME_BYTES && name.isWellFormed() && !name.includes('\0');
  if (!isName) {
    throw configError(
      `The name ${JSON.stringify(name)} cannot be used in PostgreSQL: found ${bytes} bytes, expected 1 to ${MAX_NAME_BYTES} bytes of valid text without NUL.`,
    );
  }
  return `"${name.replaceAll('"', '""')}"`;
}
