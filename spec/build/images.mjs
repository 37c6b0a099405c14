// Builds all five images: the four connectors and the harness. Needs a container engine and a built project.
import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {readJson, root, workspaces} from './workspaces.mjs';

const HELP = `npm run images -- [options]

Builds the images NAME/CONNECTOR and NAME/harness, tagged with the version and as latest.

  --name NAME      the namespace, such as registry.example.com/team (default: cohort)
  --platform LIST  builds for several platforms with docker buildx, such as linux/amd64,linux/arm64, and pushes
  --pinned         builds on the base image with the digest in spec/build/base-image.json; --platform implies it
  --node VERSION   the version of Node in the images (default: as in the Dockerfiles); not pinned
`;
const OPTIONS = {
  name: {type: 'string', default: 'cohort'},
  platform: {type: 'string'},
  pinned: {type: 'boolean'},
  node: {type: 'string'},
  help: {type: 'boolean'},
};

try {
  const {values} = parseArgs({options: OPTIONS});
  if (values.help) process.stdout.write(HELP);
  else for (const folder of foldersWithImages()) build(folder, values);
} catch (error) {
  process.stderr.write(`npm run images: ${error.message}\n`);
  process.exitCode = 1;
}

function foldersWithImages() {
  if (!existsSync(`${root}dist/programs/harness/main.mjs`)) throw new Error('run npm ci first');
  return workspaces.filter(folder => existsSync(`${root}${folder}/Dockerfile`));
}

function build(folder, {name, platform, node, pinned}) {
  const {version, description, license} = readJson(`${folder}/package.json`);
  const labels = {title: folder, description, version, licenses: license, ...originOfSources()};
  const args = [
    ...(platform ? ['buildx', 'build', '--platform', platform] : ['build']),
    // Where the engine can: what is in the image, and how it was made, beside the image.
    ...(platform ? ['--sbom=true', '--provenance=mode=max', '--push'] : []),
    ...['--file', `${folder}/Dockerfile`],
    ...(node ? ['--build-arg', `NODE_VERSION=${node}`] : []),
    ...((platform || pinned) && !node ? ['--build-arg', `NODE_DIGEST=@${pinnedDigest()}`] : []),
    ...['--tag', `${name}/${folder}:${version}`, '--tag', `${name}/${folder}:latest`],
    ...Object.entries(labels).flatMap(([key, value]) => [
      '--label',
      `org.opencontainers.image.${key}=${value}`,
    ]),
  ];
  execFileSync('docker', [...args, '.'], {cwd: root, stdio: ['ignore', 'ignore', 'inherit']});
  process.stdout.write(`${name}/${folder}:${version}\n`);
}

function pinnedDigest() {
  const {image, digest} = readJson('spec/build/base-image.json');
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new Error(`${image} has no digest in spec/build/base-image.json. Run npm run images:pin.`);
}

// Known in a release; not in a copy without a repository.
function originOfSources() {
  const {GITHUB_REPOSITORY: repository, GITHUB_SHA: revision} = process.env;
  return {
    ...(repository && {source: `https://github.com/${repository}`}),
    ...(revision && {revision}),
  };
}
