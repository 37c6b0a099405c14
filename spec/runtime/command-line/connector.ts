import type {LineWriter} from '../../lines/line-writer.js';
import type {ConnectorSpecification, Validator} from '../../protocol/index.js';
import type {CommandLine} from './command-line.js';
import type {MessageOutput} from './context.js';
import type {ConfigList} from './expand-lists.js';

/** What both kinds of connector have in common. */
export interface Connector<Config extends object, Session> {
  name: string;
  specification: ConnectorSpecification;
  validateConfig: Validator<Config>;
  /** Maps of the config that may also be given as lists of objects. */
  configLists?: readonly ConfigList[];
  connect(config: Config, context: MessageOutput): Promise<Session>;
  check(session: Session): Promise<string>;
  close?(session: Session): Promise<void>;
}

/** One command at work: everything it may need. */
export interface Run<Config, Session> {
  config: Config;
  session: Session;
  files: CommandLine;
  lines: LineWriter;
  output: MessageOutput;
}

/** Does a command's work and resolves with whether all of it succeeded. */
export type Command<Config, Session> = (run: Run<Config, Session>) => Promise<boolean>;
