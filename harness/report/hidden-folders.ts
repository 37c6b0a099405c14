const hidden = new Set<string>();

/** A temporary folder that means nothing to people: from now on, its files are shown by their names below it. */
export function hideFolder(path: string): void {
  hidden.add(`${path}/`);
}

export function withoutHiddenFolders(text: string): string {
  let shown = text;
  for (const folder of hidden) shown = shown.replaceAll(folder, '');
  return shown;
}
