import {expect, test} from 'vitest';
import {toPoolConfig} from '../../../harness/connection-store/postgresql/database.js';

test.each(['/', '?', '#', '%'])(
  'an unencoded %s in the password is named, and how to write it',
  character => {
    const url = `postgresql://sync:secret${character}part@db.example.com:5432/store`;
    expect(() => toPoolConfig(url)).toThrow(
      `unencoded "${character}": write ${encodeURIComponent(character)} instead`,
    );
    expect(() => toPoolConfig(url)).not.toThrow(/secret|part/);
  },
);
