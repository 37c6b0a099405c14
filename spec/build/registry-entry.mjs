// What an Airbyte registry says of one connector: its metadata.yaml, its specification and where its icon is.
import {readFileSync} from 'node:fs';
import {parse} from 'yaml';
import {readSpecification} from './specification.mjs';
import {root} from './workspaces.mjs';

/** `images` replaces the namespace of the image; `url` is where the registry will be served. */
export function registryEntry(folder, {images, url}) {
  const {data} = parse(readFileSync(`${root}${folder}/metadata.yaml`, 'utf8'));
  const {connectorType, definitionId, registryOverrides, connectorTestSuitesOptions, ...kept} =
    data;
  const {enabled, ...overrides} = registryOverrides.oss;
  const dockerRepository = images ? `${images}/${folder}` : data.dockerRepository;
  const entry = {
    [`${connectorType}DefinitionId`]: definitionId,
    ...kept,
    ...overrides,
    dockerRepository,
    ...(connectorType === 'source' && {sourceType: data.connectorSubtype}),
    ...(url && {iconUrl: new URL(`metadata/${dockerRepository}/latest/icon.svg`, url).href}),
    spec: readSpecification(`${folder}/spec.json`).printed,
    tombstone: false,
    public: true,
    custom: false,
  };
  return {connectorType, entry};
}

/** Entries of ours replace those with the same id; all others stay. */
export function mergeRegistries(given, ours) {
  return {
    ...given,
    sources: merge(given.sources ?? [], ours.sources, 'sourceDefinitionId'),
    destinations: merge(given.destinations ?? [], ours.destinations, 'destinationDefinitionId'),
  };
}

function merge(given, ours, id) {
  const replaced = new Set(ours.map(entry => entry[id]));
  return [...given.filter(entry => !replaced.has(entry[id])), ...ours];
}
