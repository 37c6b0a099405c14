// Makes each package's build reachable as dist/PACKAGE, where the built tests look for it.
import {mkdirSync, rmSync, symlinkSync} from 'node:fs';
import {root, workspaces} from './workspaces.mjs';

mkdirSync(`${root}dist`, {recursive: true});
for (const workspace of workspaces) {
  rmSync(`${root}dist/${workspace}`, {recursive: true, force: true});
  symlinkSync(`../${workspace}/dist`, `${root}dist/${workspace}`);
}
