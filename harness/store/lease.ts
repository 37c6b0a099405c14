/** The right to work on a connection, which nobody else has at the same time. */
export interface Lease {
  /** Resolves when it is kept that this connector works for the holder. */
  addConnector(pid: number, facts: {isWriter: boolean}): Promise<void>;
  /** Throws when the lease is lost: right before something is written where its next holder would find it. */
  requireHeld?(): Promise<void>;
  /** Aborted when the lease is lost, and this process must write nothing more. */
  lost?: AbortSignal;
  /** Where folders do not survive the machine by themselves. */
  durability?: Durability;
}

export interface Durability {
  /** Where connectors ask for what they have written to be made durable. */
  socket: string;
  /** Resolves when everything that is in the connection's folder now survives the machine. */
  save(): Promise<void>;
}
