import {mkdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import {toPrintable} from '../sync/printable-direction.js';
import type {Direction} from '../systems/index.js';
import type {CommandContext} from './with-connection.js';

/** Writes what the connectors of these directions are given into a folder, for runs without the harness. */
export async function printConfigs(
  directions: readonly Direction[],
  job: CommandContext,
  path: string,
): Promise<undefined> {
  const {work, terminal} = job;
  const folder = resolve(path);
  await mkdir(folder, {recursive: true, mode: 0o700});
  for (const direction of directions) {
    const catalog = await work.catalogFor(direction);
    const settings = {options: job, catalog, isLinked: work.links.isUsed, folder};
    const {source, destination} = toPrintable(direction, settings);
    // One connector may serve several directions.
    const prefix = direction.name === 'also' ? `${direction.key}.` : '';
    const files = {
      [`${prefix}${direction.source.connector}.json`]: source,
      [`${prefix}${direction.destination.connector}.json`]: destination,
      [`${direction.key}.catalog.json`]: catalog,
    };
    for (const [name, value] of Object.entries(files)) {
      const file = join(folder, name);
      await writeFileAtomically(file, `${JSON.stringify(value, null, 2)}\n`);
      terminal.print(file);
    }
  }
}
