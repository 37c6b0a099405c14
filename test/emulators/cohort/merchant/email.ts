const valid = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;

/** What two addresses have in common when they are the same user's. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

export function isEmail(text: string): boolean {
  return text.length <= 254 && valid.test(text.trim());
}
