import yargs, {type Argv} from 'yargs';
import {VERSION} from '../../generated/version.js';
import {UsageError} from './usage-error.js';

export interface CommandLine {
  command: string;
  /** Paths of files. */
  config: string;
  catalog: string;
  state: string | undefined;
  /** Whether to tell of each request. */
  debug: boolean;
}

const DESCRIPTIONS: Record<string, string> = {
  spec: 'Print what the config must hold',
  check: 'Prove that a sync can work with this config',
  discover: 'Print what can be read or written',
  read: 'Print the records of the streams in the catalog, and states to resume from',
  write: 'Write the records on stdin, and print each state whose records are safe',
};

/** argv -> the command and its files; undefined when help was asked for. Throws a UsageError. */
export async function parseCommandLine(
  name: string,
  commands: readonly string[],
  argv: readonly string[],
): Promise<CommandLine | undefined> {
  let chosen: CommandLine | undefined;
  const parser = yargs([...argv])
    .scriptName(name)
    .version(VERSION)
    .usage('$0 <command> [--config FILE] [--catalog FILE] [--state FILE]')
    .strict()
    .strictCommands()
    .recommendCommands()
    .demandCommand(1, 1, `Which command? One of ${commands.join(', ')}.`)
    .fail((message, error) => {
      throw new UsageError(message ?? error?.message);
    });
  for (const command of commands) {
    parser.command(command, DESCRIPTIONS[command] ?? '', addOptions(command), arguments_ => {
      const {config = '', catalog = '', state, debug = false} = arguments_ as Partial<CommandLine>;
      chosen = {command, config, catalog, state, debug};
    });
  }
  await parser.parseAsync();
  return chosen;
}

function addOptions(command: string) {
  return (parser: Argv) => {
    parser.option('debug', {type: 'boolean', describe: 'Log each request, without its contents'});
    if (command === 'spec') return;
    const file = {type: 'string', requiresArg: true, describe: 'JSON file'} as const;
    parser.option('config', {...file, demandOption: true});
    if (command !== 'read' && command !== 'write') return;
    parser.option('catalog', {...file, demandOption: true});
    if (command === 'read') parser.option('state', file);
  };
}
