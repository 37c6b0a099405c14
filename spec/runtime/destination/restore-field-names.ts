import type {ConfiguredAirbyteStream} from '../../protocol/index.js';

type Data = Record<string, unknown>;

// What PyAirbyte's cache adds to each row.
const MARK = '_airbyte_raw_id';

/**
 * A runner that writes from its own cache sends rows under the names of database columns, while its
 * catalog, and so every mapping, has the source's names. Gives such a record its own names back; any
 * other is returned as it is.
 */
export function createFieldNameRestorer({stream}: ConfiguredAirbyteStream): (data: Data) => Data {
  let names: ReadonlyMap<string, string> | undefined;
  return data => {
    if (!Object.hasOwn(data, MARK)) return data;
    names ??= namesByColumn(Object.keys(stream.json_schema.properties ?? {}));
    return rename(data, names);
  };
}

function rename(data: Data, names: ReadonlyMap<string, string>): Data {
  const entries = Object.entries(data);
  return Object.fromEntries(
    entries.map(([column, value]) => {
      const name = names.get(column);
      return [name === undefined || Object.hasOwn(data, name) ? column : name, value];
    }),
  );
}

// A column that two fields would have is left alone: nobody knows whose it is.
function namesByColumn(fields: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const field of fields) {
    const column = field.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
    names.set(column, names.has(column) ? column : field);
  }
  return names;
}
