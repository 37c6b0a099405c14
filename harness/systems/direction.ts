import type {ConfiguredAirbyteStream, DestinationSyncMode} from '@cohort-salesforce/spec';

/** One way of a connection: from which connector to which, and what. */
export interface Direction {
  name: 'import' | 'export' | 'also';
  /** What its files are called; another text for each direction of a connection. */
  key: string;
  /** Where the connection describes it, if that is not `import` or `export`: `export.also[0]`. */
  of?: string;
  /** Whether each run reads all of the stream. */
  isReadWhole?: boolean;
  source: Endpoint;
  destination: Endpoint;
  selection: Selection;
  /** What the states belong to: they are of no use for another pair. */
  between: readonly unknown[];
  /** What a destination's check needs to know of the stream, as it sees no catalog. */
  settingsForCheck?(stream: ConfiguredAirbyteStream): Readonly<Record<string, unknown>>;
}

export interface Endpoint {
  connector: string;
  /** Whose login it uses, and under whose name its calls are counted. */
  system: string;
  /** Its config but for the login. */
  settings: Readonly<Record<string, unknown>>;
  /** Its settings about links: another value here does not make a kept state useless. */
  linkSettings: Readonly<Record<string, unknown>>;
  /** Those of the link settings that also act on people whom earlier runs have only listed: they are read again. */
  rereadSettings?: Readonly<Record<string, unknown>>;
  /** More settings for a source that is asked what it offers. */
  discoverSettings?: Readonly<Record<string, unknown>>;
  /** Whether a destination has work to do in a run without records: it is then always started. */
  worksWithoutRecords?: boolean;
}

/** What is moved, in the source's names. */
export interface Selection {
  stream: string;
  matchingKey: string;
  fields: readonly string[];
  /** Of these, what the other direction creates where it is not there yet: until then there is nothing to move. */
  createdLater?: readonly string[];
  /** The key of the connection that names a field. */
  keys?(field: string): string;
  /** Who can do what about a field that is not there. */
  missingAdvice?: string;
  /** What tells who a record is, by what it is; selected where the source has them. */
  linkFields?: Readonly<Record<string, string>>;
  destinationObject: string;
  destinationSyncMode: DestinationSyncMode;
}
