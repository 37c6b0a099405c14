import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';

/** One connector as the battery knows it: a program, what it talks to, and what breaks it. */
export interface ConnectorUnderTest {
  /** The program in `bin/`. */
  name: string;
  /** What it is called in the tests, if one program is tested in several ways. */
  title?: string;
  kind: 'source' | 'destination';
  /** Starts the system it talks to, with data of its own. */
  start(): Promise<System>;
  /** Changes that break the good config, and what must be said of each: where, found, wanted. */
  badConfigs: readonly {change: object; says: readonly string[]}[];
  /** A change of the config after which nobody answers; undefined where it talks to no server. */
  unreachable: object | undefined;
  /** A change of the config after which the system does not let the connector in. */
  wrongKey: object | ((config: object) => object);
}

export interface SourceUnderTest extends ConnectorUnderTest {
  kind: 'source';
  /** Starts it with so much data that it is read in several steps, each with its state. */
  startLarge(): Promise<System>;
  /** A stream with several states then, and the fields of it to read. */
  large: {stream: string; fields: readonly string[]};
}

export interface DestinationUnderTest extends ConnectorUnderTest {
  kind: 'destination';
  start(): Promise<WrittenSystem>;
  /** What the streams `people` and `guests` are written to. */
  object: string;
  /** Whether it does not know what earlier runs have written: the same input once more is new to it. */
  forgetsRuns?: boolean;
}

export interface System {
  /** A config that works. */
  config: object;
  close(): Promise<unknown>;
}

export interface WrittenSystem extends System {
  /** Who is there now, asked by plain HTTP, not by our client. */
  people(): Promise<Person[]>;
}

/** What the two streams of the battery have: each destination's config maps it to what is there. */
export interface Person {
  email: string | null;
  name: string | null;
  points: number | null;
}

const PERSON_SCHEMA = {
  type: 'object',
  properties: {email: {type: 'string'}, name: {type: 'string'}, points: {type: 'number'}},
};

/** The streams `people` and `guests`, whose records have an email, a name and points. */
export function peopleCatalog({object}: DestinationUnderTest): ConfiguredAirbyteCatalog {
  return {
    streams: ['people', 'guests'].map(name => ({
      stream: {
        name,
        json_schema: PERSON_SCHEMA,
        supported_sync_modes: ['full_refresh', 'incremental'],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      primary_key: [['email']],
      destination_object_name: object,
    })),
  };
}
