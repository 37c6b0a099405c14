// Watches the sources: compiles and bundles again what changes, until stopped.
import {spawn} from 'node:child_process';
import {root} from './workspaces.mjs';

const watchers = ['compile.mjs', 'bundle.mjs'].map(script =>
  spawn(process.execPath, [`${root}spec/build/${script}`, '--watch'], {stdio: 'inherit'}),
);
for (const watcher of watchers) {
  watcher.on('exit', code => {
    process.exitCode ||= code ?? 1;
    for (const other of watchers) other.kill();
  });
}
