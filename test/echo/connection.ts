import {readFileSync, writeFileSync} from 'node:fs';
import {parse, stringify} from 'yaml';
import {ADDED_LATER, NAMES, PROPERTIES, TRANSLATIONS} from './values.js';

/** What a user has in `crm_status` whose contact was deleted. */
export const MARK = 'deleted';
const MARK_PROPERTY = 'crm_status';
/** What every user and every contact gets where constants are set. */
export const CONSTANTS = {origin: 'Salesforce', LeadSource: 'Cohort'};

/** The properties that the first record read would create. They are there from the start, so that a quiet sync only reads. */
export const CREATED = ['city', 'country', 'salesforce_id', MARK_PROPERTY, 'origin', 'company'];

export interface Settings {
  /** For all properties that go both ways; undefined: nothing is said. */
  wins?: 'salesforce' | 'cohort' | 'newest' | undefined;
  duplicates?: 'newest' | 'oldest' | undefined;
  /** Whether users are marked whose contact was deleted. */
  marksDeleted?: boolean;
  /** Whether some first names are written as others: to Cohort, and back again. */
  translates?: boolean;
  /** When the loyalty tier is written to Salesforce; undefined: nothing is said. */
  when?: 'empty' | 'create' | undefined;
  hasConstants?: boolean;
  /** Whether each run reads a field of a parent again for all records, and of these nothing else. */
  refreshes?: boolean;
  writesInBulk?: boolean;
  /** Whether only contacts with a newsletter are imported. */
  selects?: boolean;
}

interface Connection {
  import: Record<string, unknown> & {fields: Record<string, unknown>};
  export: Record<string, unknown>;
  [key: string]: unknown;
}

/** Writes the mapping into the connection; one property is added to it in the middle of a history. */
export function writeMapping(path: string, settings: Settings, isExtended: boolean) {
  const {wins, translates, when, refreshes} = settings;
  const connection = parse(readFileSync(path, 'utf8')) as Connection;
  const mapped = NAMES.filter(name => isExtended || name !== ADDED_LATER);
  const imported = mapped.filter(name => PROPERTIES[name].flow !== 'export');
  const exported = mapped.filter(name => PROPERTIES[name].flow !== 'import');
  connection.import.fields = Object.fromEntries(
    imported.map(name => {
      const {field, flow} = PROPERTIES[name];
      const more = {
        ...(wins && flow === 'both' && {wins}),
        ...(translates && name === 'firstName' && {values: TRANSLATIONS}),
      };
      return [field, Object.keys(more).length > 0 ? {property: name, ...more} : name];
    }),
  );
  if (refreshes) connection.import.fields['Account.Name'] = 'company';
  connection.export.properties = Object.fromEntries(
    exported.map(name => {
      const {field} = PROPERTIES[name];
      return [name, when && name === 'loyalty_tier' ? {field, when} : field];
    }),
  );
  writeMoreSettings(connection, settings);
  writeFileSync(path, stringify(connection));
}

function writeMoreSettings(connection: Connection, settings: Settings): void {
  const {duplicates, marksDeleted, hasConstants, refreshes, writesInBulk, selects} = settings;
  const {origin, LeadSource} = CONSTANTS;
  connection.import.constants = hasConstants ? {origin} : {};
  connection.export.constants = hasConstants ? {LeadSource} : {};
  // Contacts without an address are often all that a sync reads here.
  connection.limits = {max_rejected: '100%'};
  if (marksDeleted) connection.import.on_delete = `property:${MARK_PROPERTY}=${MARK}`;
  else delete connection.import.on_delete;
  if (duplicates) connection.duplicates = duplicates;
  else delete connection.duplicates;
  if (refreshes) connection.import.refresh_formulas = 'PT0S';
  else delete connection.import.refresh_formulas;
  if (selects) connection.import.where = [{field: 'Newsletter__c', op: '=', value: true}];
  else delete connection.import.where;
  connection.export.write_api = writesInBulk ? 'bulk' : 'auto';
}
