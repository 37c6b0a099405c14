import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import type {Direction} from '../systems/index.js';
import type {ConnectionWorkOptions} from './connection-options.js';
import type {LinkPosition} from './links.js';
import type {SalesforceLogin} from './offered-catalogs.js';

/** What a destination has to know of the links in this run, besides the connection's settings. */
export function linkSettingsFor(
  {name, selection}: Direction,
  {streams}: ConfiguredAirbyteCatalog,
  {
    options: {flags, runContext, loaded},
    hasOtherState,
    knownLogin = {},
  }: {
    options: Pick<ConnectionWorkOptions, 'flags' | 'runContext' | 'loaded'>;
    hasOtherState: boolean;
    knownLogin?: SalesforceLogin;
  },
): Readonly<Record<string, unknown>> {
  // Events and members are no people.
  if (name === 'also') return {};
  const offered = streams[0]?.stream.json_schema.properties ?? {};
  const {org, user} = {...knownLogin, ...runContext.salesforceLogin};
  const fields = Object.entries(selection.linkFields ?? {});
  const {import: imported, export: exported} = loaded.connection;
  const isOther = name === 'import' ? exported?.enabled : imported.enabled;
  return {
    ...(name === 'import' && {
      link: Object.fromEntries(fields.filter(([, field]) => Object.hasOwn(offered, field))),
      ...(user !== undefined && {our_user_id: user}),
    }),
    ...(org !== undefined && {org_id: org}),
    other_direction: isOther ? (hasOtherState ? 'incremental' : 'full') : 'off',
    ...(flags?.relink && {relink: true}),
    ...(flags?.newOrg && {new_org: true}),
  };
}

/** What a source has to know of the links in this run; `isImported`: this run's import has come to its end. */
export function sourceSettingsFor(
  {name}: Direction,
  {org, alsoRead, propertyIds}: LinkPosition,
  {isNewOrg, isImported}: {isNewOrg: boolean; isImported: boolean},
): Readonly<Record<string, unknown>> {
  return {
    ...(name === 'import' && org !== undefined && !isNewOrg && {org_id: org}),
    ...(alsoRead !== undefined && {also_read: alsoRead}),
    // The import has just seen that they are still the same.
    ...(name === 'export' && isImported && {property_ids: propertyIds}),
  };
}
