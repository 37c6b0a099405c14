/** The regular expression of a LIKE pattern: % for anything, _ for one character, without case. */
export function likePattern(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    const next = pattern[at + 1];
    if (character === '\\' && (next === '%' || next === '_')) {
      source += next;
      at += 1;
    } else if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else source += character.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 'isu');
}
