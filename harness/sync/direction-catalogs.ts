import type {AirbyteCatalog, ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import type {Direction} from '../systems/index.js';
import {askConnector} from './ask-connector.js';
import {configureCatalog} from './configure-catalog.js';
import type {ConnectorSpecs} from './connector-specs.js';
import type {Settings} from './move-request.js';
import type {RunContext} from './run-context.js';

/** The configured catalogs of a run, from what the sources offer. */
export class DirectionCatalogs {
  readonly #runContext: RunContext;
  readonly #connectors: ConnectorSpecs;
  readonly #discovered = new Map<string, AirbyteCatalog>();

  constructor(runContext: RunContext, connectors: ConnectorSpecs) {
    this.#runContext = runContext;
    this.#connectors = connectors;
  }

  async find(direction: Direction, more: Settings): Promise<ConfiguredAirbyteCatalog> {
    const {system, settings} = direction.source;
    // Properties of Cohort are created in a run; the fields of Salesforce stay as they are.
    const key = system === 'salesforce' ? JSON.stringify(settings) : undefined;
    const known = key === undefined ? undefined : this.#discovered.get(key);
    const catalog = known ?? (await this.#discover(direction, more));
    if (key !== undefined) this.#discovered.set(key, catalog);
    return configureCatalog(catalog, direction.selection);
  }

  async #discover(direction: Direction, more: Settings): Promise<AirbyteCatalog> {
    const source = this.#connectors.source(direction, more);
    const request = {command: 'discover', wanted: 'CATALOG'} as const;
    return (await askConnector(this.#runContext, source, request)).catalog;
  }
}
