/** What one process of a measurement has used. */
export interface ProcessUsage {
  program: string;
  /** User and system. */
  cpuSeconds: number;
  /** Of an emulator: since its start. */
  peakMegabytes: number;
  /** The most of it that was not pages of files, such as of the program or of a database; noted four times a second. */
  ownMegabytes?: number;
}

/** One line of the table. */
export interface Measurement {
  name: string;
  /** Read, or passed on; absent where nothing was to be read. */
  records?: number;
  seconds: number;
  processes: ProcessUsage[];
  /** Requests that reached each emulator. */
  apiCalls: {salesforce: number; cohort: number};
}

/** The most resident memory of one process in two parts of the soak, in MB; noted each second. */
export interface SoakedProcess {
  program: string;
  peakOfFirstThird: number;
  peakOfLastThird: number;
}

export interface Soak {
  contacts: number;
  seconds: number;
  processes: SoakedProcess[];
}

/** The same records written without and with a baseline, each twice. */
export interface Baseline {
  records: number;
  without: Measurement[];
  linked: Measurement[];
  /** Of the baseline's folder after both. */
  diskMegabytes: number;
}

/** How much later an emulator answers each call, in milliseconds. */
export interface Latency {
  cohort: number;
  salesforce: number;
}

/** One direction of a `sync`, from its start to that of the next. */
export interface DirectionRun {
  name: string;
  seconds: number;
  apiCalls: Measurement['apiCalls'];
}

/** One `sync` with and without latency; the other calls and seconds are of its start. */
export interface SyncRun {
  name: string;
  seconds: number;
  apiCalls: Measurement['apiCalls'];
  directions: DirectionRun[];
}

/** How long people wait: a first `sync` and two that find nothing new. */
export interface Waiting {
  contacts: number;
  users: number;
  latency: Latency;
  delayed: SyncRun[];
  direct: SyncRun[];
}

/** Users loaded into PostgreSQL, beside COPY of the same values. */
export interface Loading {
  measurements: Measurement[];
  /** How many statements inserted them. */
  statements: number;
  rows: number;
  /** Rows whose updated_at changed in the run without changes. */
  moved: number;
}

/** What `docs/performance.json` holds; a part stays as it was until it is measured again. */
export interface Result {
  machine: string;
  contacts?: number;
  /** Mean length of a contact as a RECORD message, which the null connectors' records have too. */
  recordBytes?: number;
  import?: Measurement[];
  floor?: Measurement[];
  export?: Measurement[];
  soak?: Soak;
  baseline?: Baseline;
  /** The same columns read as eight components and as one address. */
  compounds?: Measurement[];
  waiting?: Waiting;
  postgresql?: Loading;
}
