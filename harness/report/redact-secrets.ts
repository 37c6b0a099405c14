const MASK = '**********';
// Shorter texts would blot out ordinary words; a real secret is longer.
const SHORTEST_SECRET = 4;

/** Blots out each secret, also as it stands inside JSON, inside a URL, or line by line (a key). */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let redacted = text;
  // Of two secrets of which one begins the other, the rest of the longer one must not stay.
  const forms = secrets.flatMap(formsOf).sort((a, b) => b.length - a.length);
  for (const form of forms) redacted = redacted.replaceAll(form, MASK);
  return redacted;
}

function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter(line => line.length >= 20 && !line.startsWith('---'));
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  return [...forms, ...lines].filter(form => form.trim().length >= SHORTEST_SECRET);
}
