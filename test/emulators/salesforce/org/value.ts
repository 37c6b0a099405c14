/** What a field holds. Dates are `YYYY-MM-DD`, datetimes milliseconds since 1970 (UTC). */
export type Value = string | number | boolean | null;

/** The fields of a record that are not what they would be without it. */
export type Row = Readonly<Record<string, Value>>;

/** Reads one field of the record at a position of its table. */
export type Reader = (position: number) => Value;

/** Records that are computed when they are read, so that a million of them need no memory. */
export interface SeededRows {
  count: number;
  /** By field name; a field that is absent is null (or false) in every record. */
  fields: ReadonlyMap<string, Reader>;
}
