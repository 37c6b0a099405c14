// Links between Markdown pages, and the anchors that they may lead to.
import {existsSync} from 'node:fs';
import {dirname, join, normalize} from 'node:path';

const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g;
const CODE_BLOCK = /^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?\n\1\2/gm;

/** Replaces each link outside of code blocks by what `replace({isImage, text, target})` returns. */
export function replaceLinks(page, replace) {
  return outsideCode(page, text =>
    text.replace(LINK, (whole, bang, label, target) =>
      replace({whole, isImage: bang === '!', text: label, target}),
    ),
  );
}

/** Every link of every page that leads to no file, or to no heading of the page it names. */
export function deadLinks(pages, root, others = pages) {
  return [...pages].flatMap(([path, page]) => {
    const dead = [];
    replaceLinks(page, ({whole, target}) => {
      if (!isExternal(target)) {
        const trouble = troubleWith({path, target, pages: others, root});
        if (trouble) dead.push(`${path}: ${target}: ${trouble}`);
      }
      return whole;
    });
    return dead;
  });
}

export function isExternal(target) {
  return /^[a-z][a-z+.-]*:/.test(target);
}

/** The file in the repository that a link of `path` leads to, and the anchor in it. */
export function resolveLink(path, target) {
  const [file = '', anchor = ''] = target.split('#');
  return {file: file === '' ? path : normalize(join(dirname(path), file)), anchor};
}

/** The anchor of a heading, as GitHub makes it; the site uses the same. */
export function toAnchor(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function troubleWith({path, target, pages, root}) {
  const {file, anchor} = resolveLink(path, target);
  if (!pages.has(file) && !existsSync(join(root, file))) return 'there is no such file';
  if (anchor === '') return undefined;
  const page = pages.get(file) ?? pages.get(join(file, 'README.md'));
  if (page === undefined) return /\.md$/.test(file) ? 'not a page' : undefined;
  return anchorsOf(page).has(anchor) ? undefined : `no heading has the anchor #${anchor}`;
}

function anchorsOf(page) {
  const anchors = new Set();
  const text = page.replace(CODE_BLOCK, '');
  for (const [, heading] of text.matchAll(/^#{1,6} +(.+?)(?: +#+)?$/gm)) {
    const anchor = toAnchor(heading.replace(LINK, '$2'));
    let unique = anchor;
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}

function outsideCode(page, change) {
  const blocks = [...page.matchAll(CODE_BLOCK)];
  const texts = page.replace(CODE_BLOCK, '\0').split('\0').map(change);
  return texts.map((text, index) => text + (blocks[index]?.[0] ?? '')).join('');
}
