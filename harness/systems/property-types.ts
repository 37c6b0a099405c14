import type {ConfiguredAirbyteStream, JsonSchema} from '@cohort-salesforce/spec';

/** The types that only a property of the same type can take; a number may go to a text as well. */
export function typesOf(
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
