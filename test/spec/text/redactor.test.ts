import {Redactor} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';

const TOKEN = 'Aepoch&"<7/+secret=word';

function redact(text: string, secret = TOKEN): string {
  const redactor = new Redactor();
  redactor.learn(secret);
  return redactor.redact(text);
}

test.each([
  ['as it is', TOKEN],
  ['in JSON', JSON.stringify({a: TOKEN})],
  ['in JSON in JSON', JSON.stringify({a: JSON.stringify({b: TOKEN})})],
  ['in a URL', `/?a=${encodeURIComponent(TOKEN)}`],
  ['in a form', new URLSearchParams({a: TOKEN}).toString()],
  ['in HTML', TOKEN.replace('&', '&amp;').replace('"', '&quot;').replace('<', '&lt;')],
  ['in base64', Buffer.from(TOKEN).toString('base64')],
  ['in base64 after a user', Buffer.from(`user:${TOKEN}`).toString('base64')],
  ['in base64 after another user', Buffer.from(`user1:${TOKEN}:x`).toString('base64')],
  ['in base64url', Buffer.from(`u:${TOKEN}`).toString('base64url')],
])('a secret is blotted out %s', (_, text) => {
  const redacted = redact(text);
  expect(redacted).toContain('**********');
  for (const part of ['secret', 'Aepoch', Buffer.from('secret').toString('base64').slice(1, 6)])
    expect(redacted).not.toContain(part);
});

test.each([
  ['the password of an address', 'at https://ann:s3cr3t@host/x', 'at https://**********@host/x'],
  [
    'a header that a gateway echoes',
    'authorization: Bearer abcdefgh.12345',
    'authorization: Bearer **********',
  ],
  ['the session of an org', 'sid=00D5e000001l5mq!AQxeZob.kcobcasAQxeZob', 'sid=**********'],
])('%s is a secret by its form', (_, text, redacted) => {
  expect(new Redactor().redact(text)).toBe(redacted);
});

test('ordinary words stay, whatever the secrets', () => {
  expect(redact('The bearer of this is fine: a@b.example', 'abc')).toBe(
    'The bearer of this is fine: a@b.example',
  );
});
