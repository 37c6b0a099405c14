import type {ConnectionFacts} from './facts.js';
import type {ConnectionFile} from './find-connections.js';

/** Where the console's connections stand: in a folder, or in a store. The pages know only this. */
export interface ConsoleConnections {
  /** By name. */
  list(): Promise<ConnectionFile[]>;
  facts(file: ConnectionFile): Promise<ConnectionFacts>;
  /** Lets `change` change the files of a connection, and keeps them. Throws while another run works on them. */
  change<Result>(file: ConnectionFile, change: (path: string) => Promise<Result>): Promise<Result>;
  /** Keeps the Salesforce login that was written beside the connection's file, after a run that is under way. */
  keepLogin(path: string, signal: AbortSignal): Promise<void>;
  setPaused(facts: ConnectionFacts, isPaused: boolean): Promise<void>;
  /** Adds a connection; resolves with why that is not possible. */
  create(name: string, text: string): Promise<string | undefined>;
}
