const MAX_TITLE_CHARACTERS = 100;

/** What an answer is that should have been JSON, in words: a page by its title, never its text. */
export function describePage(body: string): string {
  if (!/^\s*<(?:!doctype|html|head|body|\?xml)/i.test(body)) return 'not whole JSON';
  const title = /<title[^>]*>([^<]{1,1000})/i.exec(body)?.[1]?.replace(/\s+/g, ' ').trim();
  return title
    ? `an HTML page (${JSON.stringify(title.slice(0, MAX_TITLE_CHARACTERS))})`
    : 'an HTML page';
}
