import {secretForms} from './secret-forms.js';

const MASK = '**********';

// Secrets that are recognized by their form: the password of an address, what proves a login to a server, the
// session of an org, and a signed token.
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^/\s@"'<>]{1,1000}@/gi, `$1${MASK}@`],
  [/\b(Bearer|Basic)(\s{1,3})[\w.!~+/=-]{8,}/gi, `$1$2${MASK}`],
  [/\b00D\w{12,15}!\S{20,}?(?=["'<>\\\s]|$)/g, MASK],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g, MASK],
];

/** Blots out the secrets that a program was given and those that it received, in whatever form they come out. */
export class Redactor {
  readonly #known = new Set<string>();
  // The longest first: of two secrets of which one begins the other, the rest of the longer one must not stay.
  #forms: readonly string[] = [];

  /** Masks this secret from now on, in each form it may appear in (URL-encoded, Base64, JSON). */
  learn(secret: string): void {
    if (this.#known.has(secret)) return;
    this.#known.add(secret);
    const forms = new Set([...this.#forms, ...secretForms(secret)]);
    this.#forms = [...forms].sort((a, b) => b.length - a.length);
  }

  /** Replaces every known secret, and anything that looks like one, by a mask. */
  redact(text: string): string {
    let redacted = text;
    for (const form of this.#forms) redacted = redacted.replaceAll(form, MASK);
    for (const [pattern, mask] of PATTERNS) redacted = redacted.replace(pattern, mask);
    return redacted;
  }
}
