import {
  type AirbyteCatalog,
  type AirbyteStream,
  type ConfiguredAirbyteCatalog,
  type ConfiguredAirbyteStream,
  configError,
  didYouMean,
  type JsonSchema,
} from '@cohort-salesforce/spec';
import type {Selection} from '../systems/index.js';

/**
 * What the source offers and what is chosen -> the catalog both connectors get: one stream, its
 * schema pruned to the chosen fields, the matching key, the cursor and the primary key. Throws a
 * config error that names every field the source does not have.
 */
export function configureCatalog(
  offered: AirbyteCatalog,
  selection: Selection,
): ConfiguredAirbyteCatalog {
  return {streams: [configureStream(findStream(offered, selection.stream), selection)]};
}

function configureStream(stream: AirbyteStream, selection: Selection): ConfiguredAirbyteStream {
  const cursor = stream.default_cursor_field ?? [];
  const isIncremental = (stream.supported_sync_modes ?? []).includes('incremental');
  const keys = (stream.source_defined_primary_key ?? []).flatMap(path => path.slice(0, 1));
  const offered = stream.json_schema.properties ?? {};
  const links = Object.values(selection.linkFields ?? {}).filter(name =>
    Object.hasOwn(offered, name),
  );
  const chosen = [
    ...keys,
    ...cursor.slice(0, 1),
    selection.matchingKey,
    ...selection.fields
      .map(field => toOfferedName(field, offered))
      .filter(name => Object.hasOwn(offered, name) || !selection.createdLater?.includes(name)),
    ...links,
  ];
  return {
    stream: {...stream, json_schema: prune(stream, chosen, selection)},
    sync_mode: isIncremental ? 'incremental' : 'full_refresh',
    ...(isIncremental && cursor.length > 0 && {cursor_field: cursor}),
    primary_key: [[selection.matchingKey]],
    destination_sync_mode: selection.destinationSyncMode,
    destination_object_name: selection.destinationObject,
  };
}

// A property may also be chosen by what people call it, which is its schema's title.
function toOfferedName(name: string, offered: Readonly<Record<string, JsonSchema>>): string {
  if (Object.hasOwn(offered, name)) return name;
  const titled = Object.entries(offered).filter(([, {title}]) => title === name);
  const [[found] = []] = titled;
  return titled.length === 1 && found !== undefined ? found : name;
}

function findStream({streams}: AirbyteCatalog, name: string): AirbyteStream {
  const stream = streams.find(offered => offered.name === name);
  if (stream) return stream;
  const names = streams.map(offered => offered.name);
  throw configError(`The stream ${name} is not offered by the source${didYouMean(name, names)}.`);
}

function prune(
  stream: AirbyteStream,
  chosen: readonly string[],
  selection: Selection,
): AirbyteStream['json_schema'] {
  const properties = stream.json_schema.properties ?? {};
  const names = Object.keys(properties);
  const missing = new Set(chosen.filter(field => !Object.hasOwn(properties, field)));
  if (missing.size > 0) {
    const {keys, missingAdvice = ''} = selection;
    const each = [...missing].map(field => {
      const what = `no field ${field}${didYouMean(field, names)}`;
      // Where the connection names it.
      return keys ? `${keys(field)}: ${stream.name} has ${what}` : what;
    });
    const text = keys ? each.join('; ') : `${stream.name} has ${each.join('; ')}`;
    throw configError(`${text}. ${missingAdvice}`.trim());
  }
  const wanted = names.filter(name => chosen.includes(name));
  const pruned = Object.fromEntries(wanted.map(name => [name, properties[name] ?? {}]));
  return {...stream.json_schema, properties: pruned};
}
