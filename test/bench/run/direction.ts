import {readFile, writeFile} from 'node:fs/promises';
import {connectorEnvironment} from '../../../harness/connector/connector-environment.js';
import type {Measurement} from '../result.js';
import {dist} from './dist.js';
import type {Emulators} from './emulators.js';
import {measure} from './measure.js';
import {readSourceOutput, type SourceOutput} from './source-output.js';

export interface Direction {
  name: 'import' | 'export';
  source: string;
  destination: string;
}

/** One way through, end to end: with everything new, and again with nothing changed. */
export async function measureHarness(name: Direction['name'], emulators: Emulators) {
  const both: Measurement[] = [];
  for (const what of [name, `${name} again`]) {
    const output = emulators.file('summary.json');
    const argv = [name, '--connection', emulators.file('connection.yaml'), '--json', '--quiet'];
    const work = {name: what, command: [process.execPath, harness, ...argv], output};
    const measured = await measure(work, emulators);
    const summary = JSON.parse((await readFile(output, 'utf8')).trim().split('\n').at(-1) ?? '');
    both.push({...measured, records: summary.streams[0].read});
  }
  return both;
}

/** Each connector of one way by itself; the destination is fed what the source has read. */
export async function measureAlone(
  {name, source, destination}: Direction,
  emulators: Emulators,
): Promise<{measurements: Measurement[]; read: SourceOutput}> {
  const input = emulators.file('messages.jsonl');
  const catalog = await printCatalog(name, emulators);
  const state = emulators.file('state.json');
  const command = (connector: string, verb: string) => {
    return connectorCommand(connector, verb, {
      config: emulators.file(`${connector}.json`),
      catalog,
    });
  };
  const reading = command(source, 'read');
  // As the harness and the images run them.
  const environment = connectorEnvironment();
  const first = await measure(
    {name: `${source} read`, command: reading, environment, output: input},
    emulators,
  );
  const read = await readSourceOutput(input);
  await writeFile(state, JSON.stringify(read.state));
  const again = [...reading, '--state', state];
  const writing = {
    command: command(destination, 'write'),
    environment,
    records: read.records,
    input,
  };
  const measurements = [
    {...first, records: read.records},
    await measure({name: `${source} read again`, command: again, environment}, emulators),
    await measure({name: `${destination} write`, ...writing}, emulators),
    await measure({name: `${destination} write again`, ...writing}, emulators),
  ];
  return {measurements, read};
}

/** A built connector as a command, started as the harness and the images do. */
export function connectorCommand(
  connector: string,
  verb: string,
  {config, catalog}: {config: string; catalog: string},
): string[] {
  const files = ['--config', config, '--catalog', catalog];
  return [process.execPath, `${dist}programs/${connector}/main.mjs`, verb, ...files];
}

/** The harness as a script for Node. */
export const harness = `${dist}../bin/harness`;

/** Resolves with the file of the connection's own catalog. */
export async function printCatalog(name: string, emulators: Emulators): Promise<string> {
  const output = emulators.file('catalog.json');
  const argv = [name, '--connection', emulators.file('connection.yaml'), '--print-catalog'];
  await measure(
    {name: 'catalog', command: [process.execPath, harness, ...argv], output},
    emulators,
  );
  return output;
}
