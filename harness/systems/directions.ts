import type {Connection, Export, Import} from '../generated/types.js';
import {type ExportChannel, exportChannelOf, isWriteOnly} from './channels.js';
import {toConditions, toUserConditions} from './conditions.js';
import type {Direction} from './direction.js';
import {identityOf, placeOf} from './identity.js';
import {toFields, toMapping, twoWayOf, winsOf} from './mapped-properties.js';
import {typesOf} from './property-types.js';
import {exportValues, importValues, whenOf, writtenAsRead} from './value-rules.js';

const COHORT_USERS = 'users';

// Said to the destination as they stand in the connection.
const WRITE_SETTINGS = [
  'constants',
  'create_defaults',
  'duplicates',
  'email_fields',
  'fill_empty_only',
  'clear_empty',
  'truncate',
  'duplicate_rule_header',
  'write_api',
] as const;

// The fields that identify a record and say when and by whom it was changed, by the destination's name for them.
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
  'on_delete',
  'recreate_deleted',
] as const;
const REREAD_SETTINGS = ['email_changes', 'on_delete', 'recreate_deleted'] as const;

/** The directions that the connection enables for people, import first. */
export function userDirectionsOf(connection: Connection): Direction[] {
  return [importDirection(connection), exportDirection(connection)].filter(isEnabled);
}

/** Salesforce -> Cohort. */
export function importDirection(connection: Connection): Direction | undefined {
  const {enabled, object = '', email_field = '', users = 'all', fields = {}} = connection.import;
  const {where} = connection.import;
  if (!enabled) return undefined;
  const properties = toMapping(fields);
  const parents = Object.keys(properties).filter(field => field.includes('.'));
  const userIdField = connection.export?.user_id_field;
  return {
    name: 'import',
    key: 'import',
    source: {
      connector: 'source-salesforce',
      system: 'salesforce',
      settings: {
        objects: [object],
        ...(parents.length > 0 && {parent_fields: parents}),
        ...(where && {where: toConditions(where)}),
        ...pick(connection.import, ['start_date', 'lookback_window', 'refresh_formulas']),
      },
      discoverSettings: {parent_fields: ['*']},
      linkSettings: {
        same_address: {
          email_field,
          ...(userIdField !== undefined && {user_id_field: userIdField}),
        },
        ...(marksDeleted(connection.import) && {hard_deletes: true}),
      },
    },
    destination: {
      connector: 'destination-cohort',
      system: 'cohort',
      // It finds mapped properties that were deleted in Cohort, which are then filled again.
      worksWithoutRecords: !isWriteOnly(connection.cohort.channel),
      settings: {
        users,
        mapping: {...properties, [email_field]: 'email'},
        ...importValues(connection),
        ...pick(connection.import, ['clear_empty', 'property_types', 'constants']),
      },
      linkSettings: {
        two_way: twoWayOf(connection).map(({field}) => field),
        wins: Object.fromEntries(winsOf(connection).map(({field, wins}) => [field, wins])),
        ...duplicatesOf(connection),
        ...pick(connection.import, IMPORT_LINK_SETTINGS),
      },
      rereadSettings: pick(connection.import, REREAD_SETTINGS),
    },
    selection: {
      stream: object,
      matchingKey: email_field,
      fields: Object.keys(properties),
      keys: field => (field === email_field ? 'import.email_field' : `import.fields.${field}`),
      missingAdvice:
        'A field that exists may be hidden from the integration user: ask the Salesforce administrator for read access to it (field-level security).',
      linkFields: {
        ...LINK_FIELDS,
        ...(userIdField !== undefined && {user_id: userIdField}),
      },
      destinationObject: COHORT_USERS,
      destinationSyncMode: syncModeOf(users),
    },
    between: identityOf(connection),
    settingsForCheck: stream => ({
      property_types: {
        ...typesOf(stream, writtenAsRead(connection)),
        ...connection.import.property_types,
      },
    }),
  };
}

// Where nobody is marked, the call that asks for them would be for nothing.
function marksDeleted({on_delete = 'ignore'}: Import): boolean {
  return on_delete !== 'ignore';
}

/** Where users are read through the API, also without an export. */
export const USERS_SOURCE: Pick<Direction, 'source'> = {
  source: {
    connector: 'source-cohort',
    system: 'cohort',
    settings: {},
    // The connection's channel may be one through which users only get into Cohort.
    linkSettings: {channel: {type: 'api'}},
  },
};

/** Where the connection's users are read; undefined where they only get into Cohort. */
export function usersSourceOf(connection: Connection): Pick<Direction, 'source'> | undefined {
  const channel = exportChannelOf(connection);
  const isUnreadable = channel.type === 'api' && isWriteOnly(connection.cohort.channel);
  return isUnreadable ? undefined : sourceOfUsers(channel);
}

export function sourceOfUsers(channel: ExportChannel): Pick<Direction, 'source'> {
  if (channel.type === 'api') return USERS_SOURCE;
  const settings = {channel: toSourceChannel(channel)};
  return {source: {...USERS_SOURCE.source, settings, linkSettings: {}}};
}

function toSourceChannel(channel: Exclude<ExportChannel, {type: 'api'}>): object {
  if (channel.type === 'webhooks') return channel;
  const columns = Object.entries(channel.columns).map(([heading, field]) => ({heading, field}));
  return {...channel, columns};
}

const MISSING_PROPERTY: Record<ExportChannel['type'], string> = {
  api: 'A user property is created in Cohort Admin > Settings, or by the import as soon as import.fields maps a field to it.',
  webhooks:
    'Webhooks tell the email, lang, badges, badgeIds, badgeNames and updatedAt of a user, and no properties.',
  csv: "The CSV export has no such column: show it in Cohort's admin (Manage user properties) and export again, or name its heading in cohort.export_channel.columns.",
};

/** Cohort -> Salesforce. */
export function exportDirection(connection: Connection): Direction | undefined {
  const {object = '', email_field = ''} = connection.import;
  const {enabled, user_id_field = '', users = 'all'} = connection.export ?? {};
  const properties = toFields(connection.export?.properties);
  const when = whenOf(connection.export?.properties);
  if (!enabled) return undefined;
  const channel = exportChannelOf(connection);
  const {source: usersSource} = sourceOfUsers(channel);
  const where = toUserConditions(connection.export?.where);
  return {
    name: 'export',
    key: 'export',
    source: {...usersSource, settings: {...usersSource.settings, ...(where && {where})}},
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
        ...exportValues(connection),
        ...(Object.keys(when).length > 0 && {when}),
        ...pick(connection.export, WRITE_SETTINGS),
      },
      linkSettings: {
        two_way: twoWayOf(connection).map(({property}) => property),
        wins: Object.fromEntries(winsOf(connection).map(({property, wins}) => [property, wins])),
        ...(Object.hasOwn(properties, 'email') && {update_email: true}),
        ...(connection.export?.duplicates === undefined && duplicatesOf(connection)),
        ...pick(connection.export, EXPORT_LINK_SETTINGS),
      },
      rereadSettings: pick(connection.export, REREAD_SETTINGS),
    },
    selection: {
      stream: COHORT_USERS,
      matchingKey: 'email',
      fields: ['id', ...Object.keys(properties)],
      keys: property => `export.properties.${property}`,
      missingAdvice: MISSING_PROPERTY[channel.type],
      ...(connection.import.enabled &&
        channel.type === 'api' && {
          createdLater: Object.values(toMapping(connection.import.fields)),
        }),
      destinationObject: object,
      destinationSyncMode: syncModeOf(users),
    },
    between: [...identityOf(connection), ...placeOf(channel)],
  };
}

function isEnabled(direction: Direction | undefined): direction is Direction {
  return direction !== undefined;
}

function duplicatesOf({duplicates}: Connection): Record<string, unknown> {
  return duplicates === undefined ? {} : {duplicates};
}

function syncModeOf(users: 'all' | 'existing') {
  return users === 'all' ? 'append_dedup' : 'update';
}

function pick(
  from: Import | Export | undefined,
  keys: readonly (keyof Import | keyof Export)[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(from ?? {}).filter(([key]) => keys.some(k => k === key)),
  );
}
