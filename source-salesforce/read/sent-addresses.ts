import {RecordBlock} from '@cohort-salesforce/spec';
import type {Records} from './cursor-reader.js';

/** The fields that tell who a record is. */
export interface AddressFields {
  email_field: string;
  user_id_field?: string;
}

// Of 20,000 records with their addresses some four megabytes are kept.
const MAX_KEPT = 20_000;

/**
 * The addresses of records that were sent and hold no user id, or were deleted, with the records' Ids. After a deletion,
 * another record of the address may represent the person.
 */
export class SentAddresses {
  readonly #fields: AddressFields;
  #ids = new Set<string>();
  #addresses = new Map<string, string>();

  constructor(fields: AddressFields) {
    this.#fields = fields;
  }

  get isEmpty(): boolean {
    return this.#ids.size === 0;
  }

  get isFull(): boolean {
    return this.#ids.size >= MAX_KEPT;
  }

  add(records: Records): void {
    for (const record of recordsOf(records)) {
      const address = record[this.#fields.email_field];
      const user = this.#fields.user_id_field ? record[this.#fields.user_id_field] : undefined;
      const {Id} = record;
      if (typeof Id !== 'string' || typeof address !== 'string' || address === '') continue;
      if (user && record.IsDeleted !== true) continue;
      this.#ids.add(Id);
      this.#addresses.set(address.toLowerCase(), address);
    }
  }

  /** What was added so far; then there is nothing. */
  take(): {ids: ReadonlySet<string>; addresses: string[]} {
    const taken = {ids: this.#ids, addresses: [...this.#addresses.values()]};
    this.#ids = new Set();
    this.#addresses = new Map();
    return taken;
  }
}

function* recordsOf(records: Records): Generator<Record<string, unknown>> {
  if (records instanceof RecordBlock) {
    for (let index = 0; index < records.length; index++) {
      yield JSON.parse(records.bytesOf(index).toString());
    }
    return;
  }
  for (const record of records) yield JSON.parse(typeof record === 'string' ? record : record.data);
}
