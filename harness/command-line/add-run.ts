import type {Argv} from 'yargs';
import {commonOptions} from './connection-options.js';

/** `run`: any two connectors. */
export function addRun(parser: Argv): void {
  const file = {type: 'string', demandOption: true, requiresArg: true} as const;
  parser.command(
    'run',
    'Move data between any two connectors',
    options =>
      commonOptions(options)
        .option('source', {...file, describe: 'Program, or image:NAME'})
        .option('source-config', {...file, describe: 'JSON file'})
        .option('destination', {...file, describe: 'Program, or image:NAME'})
        .option('destination-config', {...file, describe: 'JSON file'})
        .option('catalog', {...file, describe: 'JSON file with the configured catalog'})
        .option('state', {...file, describe: 'JSON file; read if it exists, and written'})
        .option('logs-dir', {
          type: 'string',
          requiresArg: true,
          describe: "Folder for the connectors' logs",
        })
        .example(
          '$0 run --source bin/source-cohort --source-config source.json --destination image:acme/destination --destination-config destination.json --catalog catalog.json --state state.json',
          '',
        ),
    async given => {
      const {run} = await import('../commands/run.js');
      await run({...given, logsDir: given.logsDir});
    },
  );
}
