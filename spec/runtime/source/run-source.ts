import {parseCatalog, parseStates} from '../command-line/parse-inputs.js';
import {readJsonFile} from '../command-line/read-json-file.js';
import {runConnector} from '../command-line/run-connector.js';
import {readStreams} from './read-streams.js';
import type {Source} from './source.js';

/** The whole program of a source connector. */
export function runSource<Config extends object, Session>(
  source: Source<Config, Session>,
): Promise<void> {
  return runConnector(source, {
    discover: async ({session, output}) => {
      output.send({type: 'CATALOG', catalog: {streams: await source.discover(session)}});
      return true;
    },
    read: async ({session, files, lines, output}) => {
      const catalog = parseCatalog(await readJsonFile(files.catalog, 'catalog'));
      const states = parseStates(files.state && (await readJsonFile(files.state, 'state')));
      return readStreams({source, session, catalog, states, lines, output});
    },
  });
}
