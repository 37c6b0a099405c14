import type {Lease} from '../store/lease.js';
import type {HolderFacts} from '../store/lock-errors.js';

/** A connection with what its runs keep, as files for the time of one command. */
export interface Place {
  /** The connection file. */
  path: string;
  /** States, links, rejected records, changes, runs and logs. */
  folder: string;
}

export interface WorkPlace extends Place {
  /** Throws a transient error when somebody else works on the connection. */
  take(): Promise<Lease>;
}

export interface ReadPlace extends Place {
  /** Who works on the connection now. */
  holder(): Promise<HolderFacts | undefined>;
}

/**
 * Where a connection stands, with what its runs keep: in files, or in a database. Both give the same
 * guarantees: one command at a time works on it, what is kept survives its death, and no state moves backward.
 */
export interface ConnectionStore {
  /** For a command that changes something. The lease ends, and everything is kept, when `use` has ended. */
  work<Result>(use: (place: WorkPlace) => Promise<Result>): Promise<Result>;
  /** For a command that only shows what is kept. */
  look<Result>(use: (place: ReadPlace) => Promise<Result>): Promise<Result>;
}
