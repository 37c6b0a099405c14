/**
 * Whether an answer can be a JSON object or array, by its two ends: a proxy's page begins otherwise, and an answer that
 * was cut off ends otherwise. An empty answer says nothing, which some calls have for an answer.
 */
export function looksLikeJson(body: string): boolean {
  const text = body.trim();
  if (text === '') return true;
  return (
    (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'))
  );
}
