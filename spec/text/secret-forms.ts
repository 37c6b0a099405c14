// Shorter values would blot out ordinary words; a real secret is longer.
const MIN_CHARACTERS = 4;
// A few characters of base64 stand in any other base64.
const MIN_BASE64_CHARACTERS = 12;
const MIN_LINE_CHARACTERS = 20;

/** A secret as it may come out: as it is, in JSON, a URL, a form or HTML, in base64 among other text, or line by line (a PEM key). */
export function secretForms(secret: string): string[] {
  const plain = [secret, ...linesOf(secret)].flatMap(text => [
    text,
    quoted(text),
    quoted(quoted(text)),
    encodeURIComponent(text.toWellFormed()),
    new URLSearchParams({a: text}).toString().slice(2),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  ]);
  const base64 = [0, 1, 2].flatMap(offset => base64Forms(secret, offset));
  return [
    ...plain.filter(form => form.trim().length >= MIN_CHARACTERS),
    ...base64.filter(form => form.length >= MIN_BASE64_CHARACTERS),
  ];
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function linesOf(secret: string): string[] {
  const lines = secret.split(/\r?\n|\\n/);
  if (lines.length === 1) return [];
  return lines.filter(line => line.length >= MIN_LINE_CHARACTERS && !line.startsWith('-----'));
}

// What comes before the secret, such as a user and a colon, shifts it within the groups of three bytes; the characters
// that hold something of a neighbor too are left out.
function base64Forms(secret: string, offset: number): string[] {
  const bytes = Buffer.from(secret);
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const start = Math.ceil((offset * 8) / 6);
  const form = encoded.slice(start, Math.floor(((offset + bytes.length) * 8) / 6));
  return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
}
