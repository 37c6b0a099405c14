const MAX_EMAIL_LENGTH = 254;
// What may stand on neither side of the @ outside of quotes, which no mail provider hands out.
const PART = /^[^\s@<>()[\]\\,;:"\p{Cc}]+$/u;

/** Whether this can be somebody's address: one `@`, something before it, a domain with a dot. */
export function isEmail(text: string): boolean {
  const email = text.trim().normalize('NFC');
  if (email.length > MAX_EMAIL_LENGTH) return false;
  const at = email.lastIndexOf('@');
  const labels = email.slice(at + 1).split('.');
  return (
    at > 0 && PART.test(email.slice(0, at)) && labels.length > 1 && labels.every(isDomainLabel)
  );
}

function isDomainLabel(label: string): boolean {
  return PART.test(label) && !label.startsWith('-') && !label.endsWith('-');
}
