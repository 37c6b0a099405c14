// Removes the last build, so that a file deleted from the source is not started from dist.
import {rmSync} from 'node:fs';
import {root, workspaces} from './workspaces.mjs';

for (const folder of ['', ...workspaces.map(workspace => `${workspace}/`)]) {
  rmSync(`${root}${folder}dist`, {recursive: true, force: true});
}
