import {type ConfiguredAirbyteStream, ownValue, stringifyJson} from '@cohort-salesforce/spec';

/** The fields a catalog asks for; undefined means all. */
export function selectedFields({stream}: ConfiguredAirbyteStream): string[] | undefined {
  const {properties} = stream.json_schema;
  const names = Object.keys(properties ?? {});
  return names.length > 0 ? names : undefined;
}

/** An object -> its JSON text with these fields only; absent ones are null. */
export function toRecord(item: object, fields: readonly string[]): string {
  const values = item as Record<string, unknown>;
  return stringifyJson(
    Object.fromEntries(fields.map(name => [name, ownValue(values, name) ?? null])),
  );
}
