import {PAGE_STYLE} from './page-style.js';

/** A page with one card; `body` and `note` are HTML already, `title` is plain words of ours. */
export function toPage({
  system,
  title,
  body,
  note = 'This is an emulator. Nothing you enter leaves this machine.',
}: {
  system: string;
  title: string;
  body: string;
  note?: string;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} | ${system}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<div class="card">
<p class="product">${system}</p>
<h1>${title}</h1>
${body}
</div>
<p class="note">${note}</p>
</main>
</body>
</html>
`;
}
