import {execFile} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

const hasChromium = ['/usr/bin/chromium', '/usr/bin/google-chrome'].some(path => existsSync(path));

describe.skipIf(!hasChromium)(
  `the tutorial${hasChromium ? '' : ' (skipped: there is no chromium)'}`,
  () => {
    test('its steps work as written, and each of its pictures is taken', async () => {
      const out = await temporaryFolder();
      await promisify(execFile)(process.execPath, ['docs/site/screenshots.mjs', '--out', out]);
      const shown = [
        ...readFileSync('docs/tutorial.md', 'utf8').matchAll(/\(tutorial\/([\w-]+\.png)\)/g),
      ].map(([, name]) => name);
      expect(readdirSync(out).sort()).toEqual(shown.sort());
      expect(readdirSync('docs/tutorial').sort()).toEqual(shown.sort());
    });
  },
);
