// Builds the files of an Airbyte connector registry: what a platform reads from CONNECTOR_REGISTRY_BASE_URL.
import {copyFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {parseArgs} from 'node:util';
import {mergeRegistries, registryEntry} from './registry-entry.mjs';
import {connectors, root} from './workspaces.mjs';

const HELP = `npm run registry -- [options]

Writes the files of an Airbyte connector registry with these connectors. Serve the folder by HTTP and set
CONNECTOR_REGISTRY_BASE_URL of the platform to its address, with a slash at the end: docs/running/airbyte.md.

  --out DIR      the folder to write (default: dist/registry)
  --url URL      the address at which the folder will be served; without it, connectors have no icon
  --images NAME  where the images are, such as registry.example.com/team (default: as in metadata.yaml)
  --merge FILE   a registry to add to, such as Airbyte's own oss_registry.json: the platform reads only one
`;

const OPTIONS = {
  out: {type: 'string', default: `${root}dist/registry`},
  url: {type: 'string'},
  images: {type: 'string'},
  merge: {type: 'string'},
  help: {type: 'boolean'},
};

try {
  const {values} = parseArgs({options: OPTIONS});
  if (values.help) process.stdout.write(HELP);
  else build(values);
} catch (error) {
  process.stderr.write(`npm run registry: ${error.message}\n`);
  process.exitCode = 1;
}

function build({out, url, images, merge}) {
  if (url !== undefined && !/^https?:\/\/.+\/$/.test(url)) {
    throw new Error(`--url must be an http address that ends with a slash, not "${url}"`);
  }
  const given = merge === undefined ? {} : readRegistry(merge);
  const found = connectors.map(folder => ({folder, ...registryEntry(folder, {images, url})}));
  for (const one of found) writeConnector(out, one);
  const of = type => found.flatMap(one => (one.connectorType === type ? [one.entry] : []));
  const ours = {sources: of('source'), destinations: of('destination')};
  const registry = mergeRegistries(given, ours);
  writeJson(join(out, 'registries/v0/oss_registry.json'), registry);
  const {sources, destinations} = registry;
  process.stdout.write(`${out}: ${sources.length} sources, ${destinations.length} destinations\n`);
}

function readRegistry(file) {
  const registry = JSON.parse(readFileSync(file, 'utf8'));
  if (Array.isArray(registry.sources) && Array.isArray(registry.destinations)) return registry;
  throw new Error(`${file} is no registry: it has no lists "sources" and "destinations"`);
}

// The platform looks for a version, for example when a user upgrades; people and icons for the latest.
function writeConnector(out, {folder, entry}) {
  for (const version of [entry.dockerImageTag, 'latest']) {
    const target = join(out, 'metadata', entry.dockerRepository, version);
    writeJson(join(target, 'oss.json'), entry);
    for (const name of ['metadata.yaml', 'icon.svg']) {
      copyFileSync(`${root}${folder}/${name}`, join(target, name));
    }
    const page = readFileSync(`${root}${folder}/README.md`, 'utf8');
    writeFileSync(join(target, 'doc.md'), withoutRelativeLinks(page));
  }
}

// The platform shows the page by itself: there is nothing beside it to link to.
function withoutRelativeLinks(page) {
  return page.replace(/\[([^\]]+)\]\((?!https?:|#)[^)]*\)/g, '$1');
}

function writeJson(file, value) {
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
