// Writes the digest that the base image has now into base-image.json. Needs Docker with buildx, and the registry.
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {readJson, root} from './workspaces.mjs';

const FILE = 'spec/build/base-image.json';

try {
  const {image} = readJson(FILE);
  const digest = digestOf(image);
  writeFileSync(`${root}${FILE}`, `${JSON.stringify({image, digest}, undefined, 2)}\n`);
  process.stdout.write(`${image}@${digest}\n`);
} catch (error) {
  process.stderr.write(`npm run images:pin: ${error.message}\n`);
  process.exitCode = 1;
}

// Of the list of platforms: one digest for all of them.
function digestOf(image) {
  const args = ['buildx', 'imagetools', 'inspect', image, '--format', '{{.Manifest.Digest}}'];
  const digest = execFileSync('docker', args, {encoding: 'utf8'}).trim();
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${digest} is no digest of ${image}`);
  return digest;
}
