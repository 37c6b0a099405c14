import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {describeInBrowser} from '../fixtures/describe-in-browser.js';
import {execute} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

describeInBrowser('the tutorial', () => {
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
});
