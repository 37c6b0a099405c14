import {parseCatalog, parseStates} from './parse-inputs.js';
import {readJsonFile} from './read-json-file.js';
import {readStreams} from './read-streams.js';
import {runConnector} from './run-connector.js';
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
