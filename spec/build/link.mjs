// Makes each package's build reachable as dist/PACKAGE, where the built tests look for it; and a package that was added
// after `npm ci` by its name.
import {existsSync, mkdirSync, rmSync, symlinkSync} from 'node:fs';
import {dirname, relative} from 'node:path';
import {readJson, root, workspaces} from './workspaces.mjs';

for (const workspace of workspaces) {
  link(`dist/${workspace}`, `${workspace}/dist`);
  const {name} = readJson(`${workspace}/package.json`);
  if (!existsSync(`${root}node_modules/${name}`)) link(`node_modules/${name}`, workspace);
}

function link(path, target) {
  mkdirSync(root + dirname(path), {recursive: true});
  rmSync(root + path, {recursive: true, force: true});
  symlinkSync(relative(dirname(path), target), root + path);
}
