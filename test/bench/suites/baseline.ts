import {readdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {connectorEnvironment} from '../../../harness/connector/connector-environment.js';
import type {Baseline, Measurement, Result} from '../result.js';
import {connectorCommand, printCatalog} from '../run/direction.js';
import {Emulators} from '../run/emulators.js';
import {measure} from '../run/measure.js';
import {readSourceOutput} from '../run/source-output.js';

const ENVIRONMENT = connectorEnvironment();

/** What it adds to an import that records are linked by a baseline: the same records with and without, in one run. */
export async function benchBaseline(contacts: number): Promise<Partial<Result>> {
  const emulators = await Emulators.start({contacts});
  const catalog = await printCatalog('import', emulators);
  const input = emulators.file('messages.jsonl');
  const reading = connectorCommand('source-salesforce', 'read', {
    config: emulators.file('source-salesforce.json'),
    catalog,
  });
  const read = {name: 'read', command: reading, environment: ENVIRONMENT, output: input};
  await measure(read, emulators);
  const {records} = await readSourceOutput(input);
  const twice = (what: string, config: string) =>
    writeTwice(what, {records, input, config, catalog}, emulators);
  const without = await twice('without', emulators.file('destination-cohort.json'));
  await emulators.reset();
  const folder = emulators.file('baseline');
  const linked = await twice('with', await linkedConfig(folder, emulators));
  const diskMegabytes = (await sizeOf(folder)) / 1e6;
  await emulators.stop();
  return {baseline: {records, without, linked, diskMegabytes} satisfies Baseline};
}

async function linkedConfig(folder: string, emulators: Emulators): Promise<string> {
  const path = emulators.file('destination-cohort-linked.json');
  const config = await emulators.readJson('destination-cohort.json');
  await writeFile(path, JSON.stringify({...config, baseline_dir: folder}));
  return path;
}

async function writeTwice(
  what: string,
  {records, input, ...files}: {records: number; input: string; config: string; catalog: string},
  emulators: Emulators,
): Promise<Measurement[]> {
  const command = connectorCommand('destination-cohort', 'write', files);
  const work = {records, input, command, environment: ENVIRONMENT};
  return [
    await measure({...work, name: `${what} a baseline`}, emulators),
    await measure({...work, name: `${what} a baseline, again`}, emulators),
  ];
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder);
  const files = await Promise.all(names.map(name => stat(join(folder, name))));
  return files.reduce((total, {size}) => total + size, 0);
}
