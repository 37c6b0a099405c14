import {parseCatalog} from '../command-line/parse-inputs.js';
import {readJsonFile} from '../command-line/read-json-file.js';
import {runConnector} from '../command-line/run-connector.js';
import type {Destination, DestinationConfig} from './destination.js';
import {writeRecords} from './write-records.js';

/** The whole program of a destination connector. */
export function runDestination<Config extends DestinationConfig, Session>(
  destination: Destination<Config, Session>,
): Promise<void> {
  return runConnector(destination, {
    discover: async ({session, output}) => {
      const operations = await destination.discover(session);
      output.send({type: 'DESTINATION_CATALOG', destination_catalog: {operations}});
      return true;
    },
    write: async ({config, session, files, output}) => {
      const catalog = parseCatalog(await readJsonFile(files.catalog, 'catalog'));
      const open = destination.open.bind(destination, session);
      await writeRecords({open, catalog, config, output, input: process.stdin});
      return true;
    },
  });
}
