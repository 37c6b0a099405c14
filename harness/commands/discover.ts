import type {AirbyteStream} from '@cohort-salesforce/spec';
import {askConnector} from '../sync/ask-connector.js';
import {userDirectionsOf} from '../systems/index.js';
import type {ConnectionOptions} from './options.js';
import {withConnection} from './with-connection.js';

/** Shows the streams and fields that each source of the connection offers. */
export function discover(options: ConnectionOptions): Promise<void> {
  return withConnection('discover', options, async ({loaded, work, runContext, terminal}) => {
    const offered: Record<string, AirbyteStream[]> = {};
    for (const direction of userDirectionsOf(loaded.connection)) {
      const connectorSpec = work.source(direction, direction.source.discoverSettings);
      const wanted = 'CATALOG';
      const answer = await askConnector(runContext, connectorSpec, {command: 'discover', wanted});
      offered[direction.source.system] = answer.catalog.streams;
    }
    terminal.print(options.json ? JSON.stringify(offered) : formatOffered(offered));
    return undefined;
  });
}

function formatOffered(offered: Readonly<Record<string, readonly AirbyteStream[]>>): string {
  const lines = Object.entries(offered).flatMap(([system, streams]) =>
    streams.flatMap(stream => [`${system} ${stream.name}`, ...formatFields(stream)]),
  );
  return lines.join('\n');
}

function formatFields({json_schema: {properties}}: AirbyteStream): string[] {
  const fields = Object.entries(properties ?? {});
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields.map(([name, {type, format}]) => {
    const types = [type].flat().filter(one => one !== 'null');
    return `  ${name.padEnd(width)}  ${[...types, format].filter(Boolean).join(' ')}`.trimEnd();
  });
}
