import {expect} from 'vitest';

interface Entry {
  time: string;
  level: string;
  connection?: string;
  direction?: string;
  message: string;
  fields?: Record<string, unknown>;
}

const KEYS = new Set(['time', 'level', 'connection', 'direction', 'message', 'fields']);
const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'];

/** The entries of a log in JSON. Fails unless every line is an entry and nothing else. */
export function entriesOf(stderr: string): Entry[] {
  return stderr
    .split('\n')
    .filter((line, at, all) => line !== '' || at < all.length - 1)
    .map(line => {
      const entry = JSON.parse(line) as Entry;
      expect(Object.keys(entry).filter(key => !KEYS.has(key))).toEqual([]);
      expect(LEVELS).toContain(entry.level);
      expect(new Date(entry.time).toISOString()).toBe(entry.time);
      expect(entry.message).not.toBe('');
      return entry;
    });
}
