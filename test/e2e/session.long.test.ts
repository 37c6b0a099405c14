import {resolve} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {recordSession} from './session/record-session.js';

const PAGE = resolve('docs/how-to/a-limit-and-an-alert.md');

// To record it anew: npx vitest run test/e2e/session.long.test.ts -u
test('the recorded session is what happens', async () => {
  const emulators = await Emulators.forTest({contacts: 12, users: 4});
  const page = await recordSession(emulators);
  expect(page).toContain('signed with the secret');
  await expect(page).toMatchFileSnapshot(PAGE);
});
