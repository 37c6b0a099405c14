// One @, no blanks or separators before it, a domain of letters, digits and hyphens with a dot in it.
const ADDRESS =
  /^[^\s@"(),:;<>[\]\\\p{C}]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*$/u;

const MAX_ADDRESS_LENGTH = 1000;

/** Whether this has the form of an address; expects it trimmed. */
export function isEmailAddress(text: string): boolean {
  // The pattern runs out of stack in a text of some megabytes.
  if (text.length > MAX_ADDRESS_LENGTH || !ADDRESS.test(text.normalize('NFC'))) return false;
  const local = text.slice(0, text.indexOf('@'));
  return !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');
}
