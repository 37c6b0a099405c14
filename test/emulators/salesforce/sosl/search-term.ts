import {malformed} from './parse-search.js';

/** Whether a text has what a search looks for; words count as a whole, without case, unless with a wildcard. */
export type TermTest = (text: string) => boolean;

/** `jo* OR "ann lee" AND NOT x`: words next to each other must all be there. */
export function searchTest(term: string): TermTest {
  const bare = term.replace(/[*?"\s]/g, '');
  if (bare.length < 2) throw malformed(`search term must be longer than one character: ${term}`);
  const alternatives = term.split(/\s+OR\s+/).map(allOf);
  return text => {
    const words = wordsIn(text);
    return alternatives.some(test => test(words));
  };
}

function allOf(text: string): (words: string[]) => boolean {
  const tests = [...text.matchAll(/(?:\bAND\s+)?(\bNOT\s+)?("[^"]*"|[^\s"]+)/g)]
    .filter(([, , phrase]) => phrase !== 'AND')
    .map(([, not, phrase = '']) => {
      const test = phraseTest(phrase.replaceAll('"', ''));
      return not ? (words: string[]) => !test(words) : test;
    });
  return words => tests.every(test => test(words));
}

function phraseTest(phrase: string): (words: string[]) => boolean {
  const patterns = phrase
    .toLowerCase()
    .split(/[^\p{L}\p{N}*?]+/u)
    .filter(Boolean)
    .map(word => new RegExp(`^${word.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u'));
  return words =>
    words.some((_, start) =>
      patterns.every((pattern, at) => pattern.test(words[start + at] ?? '')),
    );
}

function wordsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
