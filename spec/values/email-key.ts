/**
 * The matching key of an email address: trimmed, Unicode NFC, without case. The one definition of
 * which two addresses mean the same person.
 */
export function toEmailKey(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
