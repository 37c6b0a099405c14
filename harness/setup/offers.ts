import {configError, type JsonSchema} from '@cohort-salesforce/spec';
import type {Connection} from '../generated/types.js';
import {askConnector} from '../sync/ask-connector.js';
import type {Direction} from '../systems/index.js';
import {exportDirection, importDirection, usersSourceOf} from '../systems/index.js';
import type {Asker} from './read-sample.js';

/** A field or property that can be chosen. */
export interface Offer {
  name: string;
  /** What people call it. */
  label: string;
  type: string;
}

/** What new records of an object need and may hold. */
export interface Target {
  writable: readonly Offer[];
  required: readonly string[];
}

/** What can be chosen, as far as the systems can be asked; an empty list means that nothing is known. */
export interface Offers {
  fields(object: string): Promise<Offer[]>;
  properties(): Promise<Offer[]>;
  target(imported: Connection['import']): Promise<Target>;
}

export const UNKNOWN: Offers = {
  fields: async () => [],
  properties: async () => [],
  target: async () => ({writable: [], required: []}),
};

/** What the connectors offer with the logins of the connection. */
export function offersOf({work, runContext}: Asker, draft: Connection): Offers {
  const streamOf = async (direction: Pick<Direction, 'source'>, stream: string) => {
    const request = {command: 'discover', wanted: 'CATALOG'} as const;
    const {catalog} = await askConnector(runContext, work.source(direction), request);
    return catalog.streams.find(({name}) => name === stream);
  };
  return {
    fields: async object => {
      // Which field holds the address is asked later; discover does not use it.
      const imported = {enabled: true, object, email_field: 'Email'};
      const direction = importDirection({...draft, import: imported});
      const stream = direction && (await streamOf(direction, object));
      if (!stream) throw configError(`There is no ${object} that this login may read.`);
      return toOffers(stream.json_schema.properties);
    },
    properties: async () => {
      const source = usersSourceOf(draft);
      const stream = source && (await streamOf(source, 'users'));
      return toOffers(stream?.json_schema.properties);
    },
    target: async imported => {
      const user_id_field = imported.email_field ?? '';
      const exported = {enabled: true, user_id_field};
      const direction = exportDirection({...draft, import: imported, export: exported});
      if (!direction) return UNKNOWN.target(imported);
      const request = {command: 'discover', wanted: 'DESTINATION_CATALOG'} as const;
      const answer = await askConnector(runContext, work.destination(direction), request);
      const {operations} = answer.destination_catalog;
      const creation = operations.find(({sync_mode}) => sync_mode === 'append') ?? operations[0];
      const schema = (creation?.json_schema ?? {}) as {
        properties?: Record<string, JsonSchema>;
        required?: string[];
      };
      return {writable: toOffers(schema.properties), required: schema.required ?? []};
    },
  };
}

function toOffers(properties: Readonly<Record<string, JsonSchema>> | null | undefined): Offer[] {
  return Object.entries(properties ?? {}).map(([name, {title, type, format}]) => {
    const [kind = 'text'] = [type].flat().filter(one => typeof one === 'string' && one !== 'null');
    return {
      name,
      label: typeof title === 'string' ? title : name,
      type: typeof format === 'string' ? format : String(kind),
    };
  });
}
