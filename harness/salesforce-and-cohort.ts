import {type ConfiguredAirbyteStream, configError, type JsonSchema} from '@cohort-salesforce/spec';
import {isConfidential} from '@cohort-salesforce/spec/http';
import type {OAuthEndpoints} from './connect/log-in-by-browser.js';
import type {Connection, Export, Import} from './generated/types.js';
import type {Merchant} from './sync/claim-merchant.js';
import type {Direction} from './sync/direction.js';

/**
 * The one file of the harness that knows the pair: it turns a connection into what each connector
 * is told. Everything else moves messages between any two connectors.
 */
export const SYSTEMS = ['salesforce', 'cohort'] as const;

export const CONNECTORS: readonly string[] = SYSTEMS.flatMap(system => [
  `source-${system}`,
  `destination-${system}`,
]);

/** Login keys that must not stand in the connection file. */
export const SECRET_NAMES: ReadonlySet<string> = new Set([
  'client_secret',
  'refresh_token',
  'private_key',
  'api_key',
  // Of cohort.channel: an address with a password.
  'url',
]);

const SALESFORCE_SECRETS: ReadonlyMap<unknown, readonly string[]> = new Map([
  // An External Client App may be a public client, without a secret.
  ['Client', ['refresh_token']],
  ['JWT', ['private_key']],
  ['ClientCredentials', ['client_secret']],
]);

const COHORT_USERS = 'users';

// Said to the destination as they stand in the connection.
const WRITE_SETTINGS = [
  'create_defaults',
  'duplicates',
  'email_fields',
  'fill_empty_only',
  'clear_empty',
  'truncate',
  'duplicate_rule_header',
  'write_api',
] as const;

// What tells of a record who it is and when and by whom it was changed, by what the destination calls it.
const LINK_FIELDS = {
  record_id: 'Id',
  created: 'CreatedDate',
  modified: 'SystemModstamp',
  modified_by: 'LastModifiedById',
  deleted: 'IsDeleted',
  converted: 'IsConverted',
  master: 'MasterRecordId',
};

const EXPORT_LINK_SETTINGS = ['recreate_deleted', 'auto_assign'] as const;
const IMPORT_LINK_SETTINGS = [
  'record_id_property',
  'write_record_id',
  'email_changes',
  'recreate_deleted',
] as const;

/** The secrets that a system's login needs, by the way of logging in. */
export function secretsFor(
  system: string,
  {auth_type = 'Client', channel}: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (system === 'cohort') return isTable(channel) ? [] : ['api_key'];
  return SALESFORCE_SECRETS.get(auth_type) ?? [];
}

/** What a connection wants of a channel that it cannot do, each with its path. */
export function channelProblems({cohort, export: exported}: Connection): string[] {
  const {channel} = cohort;
  if (!isTable(channel)) return [];
  return [
    ...(channel?.url === undefined
      ? [
          'at /cohort/channel/url: found nothing, wanted the address of the database: put cohort: {channel: {url: ...}} into the secrets file',
        ]
      : []),
    ...(exported?.enabled
      ? [
          'at /export/enabled: found true with the channel "postgresql", wanted false: users can only be read from Cohort through its API; disable export or use the channel "api"',
        ]
      : []),
  ];
}

/** Whether records are linked to users, for which Cohort must be asked who is there. */
export function linksRecords({cohort}: Connection): boolean {
  return !isTable(cohort.channel);
}

function isTable(channel: unknown): boolean {
  return (channel as {type?: unknown} | undefined)?.type === 'postgresql';
}

/** The directions that the connection enables, import first. */
export function directionsOf(connection: Connection): Direction[] {
  return [importDirection(connection), exportDirection(connection)].filter(isEnabled);
}

/** Salesforce -> Cohort. */
export function importDirection(connection: Connection): Direction | undefined {
  const {enabled, object = '', email_field = '', users = 'all', fields = {}} = connection.import;
  if (!enabled) return undefined;
  const properties = toMapping(fields);
  const userIdField = connection.export?.user_id_field;
  return {
    name: 'import',
    source: {
      connector: 'source-salesforce',
      system: 'salesforce',
      settings: {objects: [object], ...pick(connection.import, ['start_date', 'lookback_window'])},
      linkSettings: {
        same_address: {
          email_field,
          ...(userIdField !== undefined && {user_id_field: userIdField}),
        },
      },
    },
    destination: {
      connector: 'destination-cohort',
      system: 'cohort',
      settings: {
        users,
        mapping: {...properties, [email_field]: 'email'},
        ...pick(connection.import, ['clear_empty', 'property_types']),
      },
      linkSettings: {
        two_way: twoWayOf(connection).map(({field}) => field),
        wins: Object.fromEntries(winsOf(connection).map(({field, wins}) => [field, wins])),
        ...duplicatesOf(connection),
        ...pick(connection.import, IMPORT_LINK_SETTINGS),
      },
    },
    selection: {
      stream: object,
      matchingKey: email_field,
      fields: Object.keys(properties),
      linkFields: {
        ...LINK_FIELDS,
        ...(userIdField !== undefined && {user_id: userIdField}),
      },
      destinationObject: COHORT_USERS,
      destinationSyncMode: syncModeOf(users),
    },
    between: identityOf(connection),
    settingsForCheck: stream => ({
      property_types: {...typesOf(stream, properties), ...connection.import.property_types},
    }),
  };
}

/** Where users are read, also without an export. */
export const USERS_SOURCE: Pick<Direction, 'source'> = {
  source: {connector: 'source-cohort', system: 'cohort', settings: {}, linkSettings: {}},
};

/** Cohort -> Salesforce. */
export function exportDirection(connection: Connection): Direction | undefined {
  const {object = '', email_field = ''} = connection.import;
  const {enabled, user_id_field = '', users = 'all', properties = {}} = connection.export ?? {};
  if (!enabled) return undefined;
  return {
    name: 'export',
    ...USERS_SOURCE,
    destination: {
      connector: 'destination-salesforce',
      system: 'salesforce',
      settings: {
        object,
        email_field,
        user_id_field,
        users,
        mapping: {...properties, email: email_field, id: user_id_field},
        ...(Object.hasOwn(properties, 'email') && {update_email: true}),
        ...pick(connection.export, WRITE_SETTINGS),
      },
      linkSettings: {
        two_way: twoWayOf(connection).map(({property}) => property),
        wins: Object.fromEntries(winsOf(connection).map(({property, wins}) => [property, wins])),
        ...(Object.hasOwn(properties, 'email') && {update_email: true}),
        ...(connection.export?.duplicates === undefined && duplicatesOf(connection)),
        ...pick(connection.export, EXPORT_LINK_SETTINGS),
      },
    },
    selection: {
      stream: COHORT_USERS,
      matchingKey: 'email',
      fields: ['id', ...Object.keys(properties)],
      destinationObject: object,
      destinationSyncMode: syncModeOf(users),
    },
    between: identityOf(connection),
  };
}

/** Where a person logs in at Salesforce, for the connection's own org. */
export function salesforceOAuth({
  login_url,
  is_sandbox,
}: Pick<Connection['salesforce'], 'login_url' | 'is_sandbox'>): OAuthEndpoints {
  const host = is_sandbox ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
  const base = (login_url ?? host).replace(/\/+$/, '');
  if (!isConfidential(new URL(base))) {
    throw configError(
      `login_url is ${JSON.stringify(login_url)}, wanted is an address with https: the secret would go there for all to read.`,
    );
  }
  return {
    authorizeUrl: `${base}/services/oauth2/authorize`,
    tokenUrl: `${base}/services/oauth2/token`,
    scope: 'api refresh_token',
  };
}

/** What a Cohort API key reaches, by how it begins; undefined when it is none. */
export function cohortKeyMode(key: string): 'test' | 'live' | undefined {
  const mode = /^(test|live)_./.exec(key)?.[1];
  return mode === 'test' || mode === 'live' ? mode : undefined;
}

// The types that only a property of the same type can take; a number may go to a text as well.
function typesOf(
  {stream}: ConfiguredAirbyteStream,
  mapping: Readonly<Record<string, string>>,
): Record<string, string> {
  const schemas = stream.json_schema.properties ?? {};
  const types = Object.entries(mapping).map(([field, property]) => [
    property,
    typeOf(schemas[field] ?? {}),
  ]);
  return Object.fromEntries(types.filter(([, type]) => type !== undefined));
}

function typeOf({type, format}: JsonSchema): string | undefined {
  const kinds = [type].flat();
  if (kinds.includes('boolean')) return 'boolean';
  if (!kinds.includes('string') || format === 'date-time') return undefined;
  return format === 'date' ? 'date' : 'text';
}

function isEnabled(direction: Direction | undefined): direction is Direction {
  return direction !== undefined;
}

function toMapping(fields: Import['fields'] = {}): Record<string, string> {
  if (Array.isArray(fields)) return Object.fromEntries(fields.map(field => [field, field]));
  return Object.fromEntries(
    Object.entries(fields).map(([field, to]) => [field, typeof to === 'string' ? to : to.property]),
  );
}

/** A field and a property that the connection maps to each other, in either direction or both. */
export interface MappedProperty {
  field: string;
  /** The import may call a property by its name. */
  property: string;
  flow: 'both' | 'import' | 'export';
}

export function mappedProperties(connection: Connection): MappedProperty[] {
  const {import: imported, export: exported} = connection;
  const both = twoWayOf(connection);
  const isBoth = (field: string) => both.some(one => one.field === field);
  const incoming = Object.entries(toMapping(imported.fields)).map(([field, property]) => {
    return {field, property, flow: isBoth(field) ? 'both' : 'import'} as const;
  });
  const outgoing = Object.entries(exported?.properties ?? {}).map(([property, field]) => {
    return {field, property, flow: 'export'} as const;
  });
  return [...incoming, ...outgoing.filter(({field}) => !isBoth(field))];
}

/** What Cohort calls a property that the import may call by its name: "Loyalty Tier" is loyalty_tier. */
export function findProperty(wanted: string, names: readonly string[]): string | undefined {
  if (names.includes(wanted)) return wanted;
  return names.find(name => isSameProperty(name, wanted));
}

/** A property that both directions sync, by its names in the export. */
interface TwoWay {
  field: string;
  property: string;
}

function twoWayOf({import: {fields}, export: exported}: Connection): TwoWay[] {
  if (!exported?.enabled) return [];
  const imported = toMapping(fields);
  return Object.entries(exported.properties ?? {}).flatMap(([property, field]) => {
    const target = Object.hasOwn(imported, field) ? imported[field] : undefined;
    return target !== undefined && isSameProperty(target, property) ? [{field, property}] : [];
  });
}

function winsOf(connection: Connection): (TwoWay & {wins: string})[] {
  const {fields = {}} = connection.import;
  return twoWayOf(connection).flatMap(({field, property}) => {
    const to = Array.isArray(fields) ? undefined : fields[field];
    const wins = typeof to === 'object' ? to.wins : undefined;
    return wins === undefined ? [] : [{field, property, wins}];
  });
}

// The import may call a property by its name, of which Cohort makes the reference id: "Loyalty Tier", loyalty_tier.
function isSameProperty(one: string, other: string): boolean {
  const toReference = (name: string) =>
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_|_$/g, '');
  return one === other || toReference(one) === toReference(other);
}

function duplicatesOf({duplicates}: Connection): Record<string, unknown> {
  return duplicates === undefined ? {} : {duplicates};
}

/** Whose users the connection's key opens. */
export function merchantOf({cohort}: Connection): Merchant {
  const {api_url: apiUrl = '', api_key: apiKey = ''} = cohort;
  return {apiUrl, apiKey, mode: cohortKeyMode(apiKey) ?? 'unknown'};
}

function syncModeOf(users: 'all' | 'existing') {
  return users === 'all' ? 'append_dedup' : 'update';
}

/** What tells one org and one Cohort account from others; a renewed key of the same is the same. */
function identityOf({salesforce, cohort}: Connection): unknown[] {
  const {login_url, is_sandbox = false, client_id} = salesforce;
  const mode = cohortKeyMode(cohort.api_key ?? '');
  const identity = [login_url, is_sandbox, client_id, cohort.api_url, mode];
  const {channel} = cohort;
  // A new table knows nothing of what another has been given.
  return isTable(channel)
    ? [...identity, channel?.schema, channel?.table, hostOf(channel?.url)]
    : identity;
}

// Without the user and the password, which may change.
function hostOf(url = ''): string {
  return url.replace(/^[^/]*\/\/([^/?]*@)?/, '').replace(/\?.*$/, '');
}

function pick(
  from: Import | Export | undefined,
  keys: readonly (keyof Import | keyof Export)[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(from ?? {}).filter(([key]) => keys.some(k => k === key)),
  );
}
