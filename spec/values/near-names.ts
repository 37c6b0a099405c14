/** Up to three names that someone may have meant, the nearest first. */
export function nearNames(meant: string, names: readonly string[]): string[] {
  return names
    .map(name => ({name, distance: distanceOf(meant, name)}))
    .filter(({distance}) => distance <= Math.ceil(meant.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({name}) => name);
}

// A custom field is often meant without its __c, and case is easily mistaken.
function distanceOf(meant: string, name: string): number {
  const [a, b] = [meant, name].map(text => text.toLowerCase());
  if (a === undefined || b === undefined) return Number.POSITIVE_INFINITY;
  const bare = (text: string) => text.replace(/__c$/, '').replaceAll('_', '');
  return bare(a) === bare(b) ? 0 : levenshtein(a, b);
}

function levenshtein(a: string, b: string): number {
  let previous = Array.from({length: b.length + 1}, (_, index) => index);
  for (const [row, character] of [...a].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (b[column - 1] === character ? 0 : 1);
      const moved = Math.min(previous[column] ?? 0, current[column - 1] ?? 0) + 1;
      current.push(Math.min(substituted, moved));
    }
    previous = current;
  }
  return previous[b.length] ?? a.length;
}

/** ` (did you mean Email or Email__c?)`, or nothing where no name is near. */
export function didYouMean(meant: string, names: readonly string[]): string {
  const near = nearNames(meant, names);
  return near.length > 0 ? ` (did you mean ${near.join(' or ')}?)` : '';
}
