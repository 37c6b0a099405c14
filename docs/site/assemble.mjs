// Makes the site's pages from the repository's: the same text, under the site's paths and links.
import {copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {isExternal, replaceLinks, resolveLink} from './links.mjs';
import {toSidebar, toSitePath} from './pages.mjs';

/** Writes all pages, their pictures and the side bar into `target`. */
export function assemble({pages, root, target}) {
  rmSync(target, {recursive: true, force: true});
  for (const [path, page] of pages) {
    const text = replaceLinks(page, link => toSiteLink(link, {path, pages, root, target}));
    write(join(target, toSitePath(path)), text);
  }
  write(join(target, '..', 'sidebar.json'), JSON.stringify(toSidebar(pages), null, 2));
}

function toSiteLink({whole, isImage, text, target: link}, {path, pages, root, target}) {
  if (isExternal(link) || link.startsWith('#')) return whole;
  const {file, anchor} = resolveLink(path, link);
  const page = [file, join(file, 'README.md')].find(name => pages.has(name));
  const hash = anchor === '' ? '' : `#${anchor}`;
  const from = dirname(toSitePath(path));
  if (page !== undefined) return `[${text}](${toRelative(from, toSitePath(page))}${hash})`;
  if (isImage || /\.(svg|png)$/.test(file)) {
    const picture = toSitePath(file);
    copy(join(root, file), join(target, picture));
    return `![${text}](${toRelative(from, picture)})`;
  }
  // What is no page is read in the repository, whose address the site need not know.
  const repository = process.env.DOCS_REPOSITORY_URL;
  if (!repository || !existsSync(join(root, file))) return text;
  const kind = statSync(join(root, file)).isDirectory() ? 'tree' : 'blob';
  return `[${text}](${repository}/${kind}/main/${file}${hash})`;
}

function toRelative(from, path) {
  const relation = relative(from, path);
  return relation.startsWith('.') ? relation : `./${relation}`;
}

function copy(from, to) {
  mkdirSync(dirname(to), {recursive: true});
  copyFileSync(from, to);
}

function write(path, text) {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
}
