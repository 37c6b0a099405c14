import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {explainWaiting} from '../../harness/connect/explain-waiting.js';
import type {Terminal} from '../../harness/report/terminal.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function fixture() {
  const said: string[] = [];
  const terminal: Terminal = {
    print: () => {},
    warn: text => said.push(text),
    tell: () => {},
    show: () => {},
    isLive: false,
    isJsonLog: false,
    columns: 80,
  };
  return {said, stop: explainWaiting(terminal, 'http://localhost:1717/OauthRedirect')};
}

test('after 20 seconds says what Salesforce may show instead of coming back', () => {
  const {said} = fixture();
  vi.advanceTimersByTime(19_999);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(said.join()).toContain('OAUTH_APPROVAL_ERROR_GENERIC');
  expect(said.join()).toContain('name http://localhost:1717/OauthRedirect as a callback URL');
  expect(said.join()).toContain('ssh -L 1717:localhost:1717');
});

test('says nothing when the browser came back', () => {
  const {said, stop} = fixture();
  stop();
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([]);
});
