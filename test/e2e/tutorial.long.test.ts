import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {describeInBrowser} from '../fixtures/describe-in-browser.js';
import {execute} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

describeInBrowser('the tutorial', () => {
  test('its steps work as written, and each picture of the docs is taken', async () => {
    const out = await temporaryFolder();
    const {code, stderr} = await execute(process.execPath, [
      'docs/site/screenshots.mjs',
      '--out',
      out,
    ]);
    expect(code, stderr).toBe(0);
    const shown = shownPictures();
    expect(readdirSync(out).sort()).toEqual(shown);
    expect(readdirSync('docs/tutorial').sort()).toEqual(shown);
  });
});

function shownPictures(): string[] {
  const howTo = readdirSync('docs/how-to').map(name => `docs/how-to/${name}`);
  const text = ['docs/tutorial.md', ...howTo].map(path => readFileSync(path, 'utf8')).join('');
  return [...text.matchAll(/\((?:\.\.\/)?tutorial\/([\w-]+\.png)\)/g)]
    .map(([, name = '']) => name)
    .sort();
}
