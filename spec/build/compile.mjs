// Compiles every package and the tests, what changed only. With --watch it goes on doing so.
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {root, workspaces} from './workspaces.mjs';

const projects = [...workspaces, 'test'].filter(folder =>
  existsSync(`${root}${folder}/tsconfig.json`),
);
const tsc = `${root}node_modules/typescript/bin/tsc`;
const watch = process.argv.includes('--watch') ? ['--watch', '--preserveWatchOutput'] : [];
const compiler = spawn(process.execPath, [tsc, '-b', ...projects, ...watch], {
  cwd: root,
  stdio: 'inherit',
});
compiler.on('exit', code => {
  process.exitCode = code ?? 1;
});
