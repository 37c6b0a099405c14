import type {AlsoExported, Connection} from '../generated/types.js';
import {exportChannelOf} from './channels.js';
import type {Direction} from './direction.js';
import {sourceOfUsers, userDirectionsOf} from './directions.js';
import {identityOf, placeOf} from './identity.js';
import {toFields} from './mapped-properties.js';
import {toRules, whenOf} from './value-rules.js';

// What tells one record of these streams from another.
const ID = 'id';

/** The directions that the connection enables: import, export, then what is exported besides users. */
export function directionsOf(connection: Connection): Direction[] {
  return [...userDirectionsOf(connection), ...alsoDirections(connection)];
}

// Each stream by an external id.
function alsoDirections(connection: Connection): Direction[] {
  const {enabled, also = []} = connection.export ?? {};
  return enabled ? also.map((one, index) => toDirection(one, index, connection)) : [];
}

function toDirection(also: AlsoExported, index: number, connection: Connection): Direction {
  const {stream, object, external_id_field, fields, lists, segments} = also;
  const {constants, create_defaults, truncate} = also;
  const channel = exportChannelOf(connection);
  const {source} = sourceOfUsers(channel);
  const of = `export.also[${index}]`;
  const mapping = {...toFields(fields), [ID]: external_id_field};
  const when = whenOf(fields);
  const rules = Object.entries(fields).map(([name, to]) => ({
    source: name,
    ...(typeof to === 'object' && {values: to.values, default: to.default}),
  }));
  return {
    name: 'also',
    key: `also.${stream}`,
    of,
    isReadWhole: stream !== 'user_events',
    source: {
      ...source,
      settings: {...source.settings, ...(lists && {lists}), ...(segments && {segments})},
    },
    destination: {
      connector: 'destination-salesforce',
      system: 'salesforce',
      settings: {
        object,
        external_id_field,
        users: 'all',
        mapping,
        ...toRules(rules),
        ...(Object.keys(when).length > 0 && {when}),
        ...(constants && {constants}),
        ...(create_defaults && {create_defaults}),
        ...(truncate !== undefined && {truncate}),
      },
      linkSettings: {},
    },
    selection: {
      stream,
      matchingKey: ID,
      fields: [...new Set(Object.keys(mapping).map(topOf))],
      keys: field => `${of}.fields.${Object.keys(mapping).find(name => topOf(name) === field)}`,
      missingAdvice: 'harness discover lists what the stream has.',
      destinationObject: object,
      destinationSyncMode: 'append_dedup',
    },
    between: [...identityOf(connection), ...placeOf(channel)],
  };
}

/** What is wrong with these exports, each with its path. */
export function alsoProblems({export: exported}: Connection): string[] {
  const {enabled = false, also = []} = exported ?? {};
  if (also.length > 0 && !enabled) {
    return ['at /export/also: found it while /export/enabled is false, expected true'];
  }
  return also.flatMap(({stream, lists, segments, external_id_field, fields}, index) => {
    const at = `at /export/also/${index}`;
    const id = toFields(fields)[ID];
    return [
      ...(also.findIndex(one => one.stream === stream) < index
        ? [`${at}/stream: found "${stream}" again, expected each stream once`]
        : []),
      ...(lists && stream !== 'list_members'
        ? [`${at}/lists: found it with "${stream}", expected it only with "list_members"`]
        : []),
      ...(segments && stream !== 'segment_members'
        ? [`${at}/segments: found it with "${stream}", expected it only with "segment_members"`]
        : []),
      ...(id !== undefined && id !== external_id_field
        ? [`${at}/fields/id: found "${id}", expected "${external_id_field}", the external_id_field`]
        : []),
    ];
  });
}

// The property that a path such as user.id leads into.
function topOf(path: string): string {
  return path.split('.')[0] ?? path;
}
