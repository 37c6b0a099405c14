import {cpSync, readdirSync} from 'node:fs';
import {readJson, root} from './workspaces.mjs';

/**
 * The `dependencies` of the published package: what its bundles do not contain. A package with a compiled part cannot be
 * bundled. Everything else is a development dependency there, and a dependency of the workspace that imports it.
 */
export const EXTERNAL = Object.keys(readJson('package.json').dependencies);

const LINUX = /^linux-(x64|arm64)$/;

/** Copies these, and those they need, to where the bundles find them. */
export function copyExternal() {
  const names = new Set(EXTERNAL);
  for (const name of names) {
    const {dependencies = {}} = readJson(`node_modules/${name}/package.json`);
    for (const dependency of Object.keys(dependencies)) names.add(dependency);
    copyPackage(name);
  }
}

// For the images, which run on Linux: sources and other systems' binaries stay away.
function copyPackage(name) {
  const modules = `${root}node_modules/`;
  for (const entry of readdirSync(`${modules}${name}`)) {
    if (/^(deps|binding\..*|.*\.md|node_modules)$/.test(entry) && entry !== 'binding.js') continue;
    const isOther = path => {
      const platform = /\/prebuilds\/([^/]+)/.exec(path)?.[1];
      return platform !== undefined && !LINUX.test(platform);
    };
    const target = `${root}dist/programs/node_modules/${name}/${entry}`;
    cpSync(`${modules}${name}/${entry}`, target, {recursive: true, filter: path => !isOther(path)});
  }
}
