import {join} from 'node:path';
import {keepsChanges} from '../store/changes-file.js';
import type {Direction, Endpoint} from '../systems/index.js';
import type {ConnectionWorkOptions} from './connection-options.js';
import type {ConnectorSpec} from './connector-spec.js';
import type {Links} from './links.js';
import type {Settings} from './move-request.js';
import type {RunLimits} from './run-limits.js';
import {toConnectorSpec} from './to-connector-spec.js';

interface Surroundings {
  options: ConnectionWorkOptions;
  limits: RunLimits;
  links: Links;
  /** For the connectors' configs. */
  filesFolder: string;
}

/** Gives the connectors of a connection their configs: the direction's settings, folders, and the limits of this run. */
export class ConnectorSpecs {
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  source(direction: Pick<Direction, 'source' | 'of'>, more: Settings): ConnectorSpec {
    const {source} = direction;
    const limits = this.#surroundings.limits.callSettings(source.system);
    const settings = {...source.settings, ...source.linkSettings, ...limits, ...more};
    return this.#toSpec(source, settings, direction.of);
  }

  destination(direction: Direction, more: Settings): ConnectorSpec {
    const {destination, name} = direction;
    const {options, limits, links} = this.#surroundings;
    const {folder, loaded} = options;
    const {baseline_dir, ...others} = {
      ...destination.settings,
      ...destination.linkSettings,
      rejects_dir: join(folder, 'rejects'),
      state_dir: join(folder, 'jobs'),
      baseline_dir: links.folder,
      listed_dir: join(folder, 'listed'),
      ...(keepsChanges(loaded.connection.keep_changes) && {changes_dir: folder}),
      ...limits.callSettings(destination.system),
      ...more,
    };
    const isLinked = links.isUsed && name !== 'also';
    return this.#toSpec(destination, isLinked ? {...others, baseline_dir} : others, direction.of);
  }

  #toSpec(endpoint: Endpoint, settings: Settings, of: string | undefined): ConnectorSpec {
    const {options, filesFolder} = this.#surroundings;
    return toConnectorSpec(endpoint, settings, {options, filesFolder, of});
  }
}
