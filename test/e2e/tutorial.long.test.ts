import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {execute} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

const hasChromium = ['/usr/bin/chromium', '/usr/bin/google-chrome'].some(path => existsSync(path));

describe.skipIf(!hasChromium)(
  `the tutorial${hasChromium ? '' : ' (skipped: there is no chromium)'}`,
  () => {
    test('its steps work as written, and each of its pictures is taken', async () => {
      const out = await temporaryFolder();
      const {code, stderr} = await execute(process.execPath, [
        'docs/site/screenshots.mjs',
        '--out',
        out,
      ]);
      expect(code, stderr).toBe(0);
      const shown = [
        ...readFileSync('docs/tutorial.md', 'utf8').matchAll(/\(tutorial\/([\w-]+\.png)\)/g),
      ].map(([, name]) => name);
      expect(readdirSync(out).sort()).toEqual(shown.sort());
      expect(readdirSync('docs/tutorial').sort()).toEqual(shown.sort());
    });
  },
);
