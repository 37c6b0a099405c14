/**
 * The largest record, as bytes of its line, that both destinations write. Airbyte's platform warns from 20,000,000
 * characters on. A larger record is rejected, so that it cannot end every run.
 */
export const MAX_RECORD_BYTES = 32 * 1024 * 1024;

/** The longest line that is held. Of a longer one, both destinations reject the record; any other message is passed over or ends the run. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** The deepest nesting of a record or a file: deeper values exhaust the stack when they are written as JSON. */
export const MAX_DEPTH = 500;

/** The longest text of a number that is computed with. No system keeps numbers of more digits. */
export const MAX_NUMBER_CHARACTERS = 1000;

/** The longest row of a CSV that is read, on both sides. Salesforce takes 400,000 characters in a record, in all its fields together. */
export const MAX_ROW_BYTES = 20_000_000;
