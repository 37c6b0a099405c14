import {describePage, looksLikeJson} from '@cohort-salesforce/spec/http';

const MAX_CHARACTERS = 100;

/**
 * What the body of a refusal is that is no explanation of Salesforce's. A gateway may put its own status on an answer that
 * has records: nothing of them is repeated.
 */
export function describeBody(body: string): string {
  const text = body.trim();
  if (text.startsWith('<')) return describePage(body);
  if (text !== '' && looksLikeJson(text)) return 'JSON that names no error';
  const [line = ''] = text.split(/[\r\n]/, 1);
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
}
