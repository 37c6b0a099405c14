// Which files of the repository are pages of the site, and where each is there.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const SKIPPED = /^(node_modules|dist|generated|\..*)$/;

/** Every Markdown file below `root`: its path in the repository, and its text. */
export function readPages(root, folder = '') {
  const pages = new Map();
  for (const entry of readdirSync(join(root, folder), {withFileTypes: true})) {
    const path = join(folder, entry.name);
    if (SKIPPED.test(entry.name)) continue;
    if (entry.isDirectory())
      for (const [page, text] of readPages(root, path)) pages.set(page, text);
    else if (path.endsWith('.md')) pages.set(path, readFileSync(join(root, path), 'utf8'));
  }
  return pages;
}

/** `docs/running/README.md` is `running/index.md` on the site, and `docs/README.md` its first page. */
export function toSitePath(path) {
  // Files of the repository's root have a folder, or SECURITY.md would be docs/security.md on a Mac.
  if (!path.includes('/')) return `project/${path.toLowerCase()}`;
  return path.replace(/^docs\//, '').replace(/README\.md$/, 'index.md');
}

/** The side bar: each group's pages, by their path in the repository. */
export const GROUPS = [
  {
    text: 'Start',
    pages: {
      Overview: 'docs/README.md',
      'Ten-minute tutorial': 'docs/tutorial.md',
      'What you can rely on': 'README.md',
    },
  },
  {
    text: 'How to',
    pages: {
      'Connect both systems': 'docs/how-to/connect.md',
      'Choose people': 'docs/how-to/choose-people.md',
      'Map fields and values': 'docs/how-to/map-values.md',
      'Export events and lists': 'docs/how-to/export-events-and-lists.md',
      'Preview and limit': 'docs/how-to/preview-and-limit.md',
      'Schedule and alerts': 'docs/how-to/schedule-and-alerts.md',
      'A limit and an alert': 'docs/how-to/a-limit-and-an-alert.md',
      'Rejected records': 'docs/how-to/rejected-records.md',
      'One person': 'docs/how-to/one-person.md',
    },
    folder: 'docs/how-to',
  },
  {
    text: 'Set up Salesforce',
    pages: {
      'The app and its user': 'docs/salesforce/README.md',
      'Browser login': 'docs/salesforce/browser-login.md',
      'Client credentials': 'docs/salesforce/client-credentials.md',
      JWT: 'docs/salesforce/jwt.md',
    },
  },
  {
    text: 'Run it',
    pages: {
      'The harness': 'harness/README.md',
      'The console': 'docs/console.md',
      Where: 'docs/running/README.md',
    },
    folder: 'docs/running',
  },
  {text: 'Reference', folder: 'docs/reference'},
  {
    text: 'The connectors',
    pages: {
      'source-salesforce': 'source-salesforce/README.md',
      'destination-cohort': 'destination-cohort/README.md',
      'source-cohort': 'source-cohort/README.md',
      'destination-salesforce': 'destination-salesforce/README.md',
    },
  },
  {
    text: 'When something is wrong',
    pages: {
      Troubleshooting: 'docs/troubleshooting.md',
      Performance: 'docs/performance.md',
      Security: 'docs/security.md',
      Glossary: 'docs/glossary.md',
    },
  },
  {
    text: 'Develop',
    pages: {
      Contributing: 'CONTRIBUTING.md',
      'The connector kit': 'spec/README.md',
      Decisions: 'docs/decisions/README.md',
      Dependencies: 'docs/dependencies.md',
      Changelog: 'CHANGELOG.md',
    },
  },
];

/** The side bar in VitePress's form. A folder adds its pages under their titles. */
export function toSidebar(pages) {
  return GROUPS.map(({text, pages: named = {}, folder}) => {
    const own = Object.entries(named).map(([title, path]) => ({text: title, link: linkTo(path)}));
    const listed = new Set(Object.values(named));
    const others = [...pages.keys()]
      .filter(path => folder && path.startsWith(`${folder}/`) && !listed.has(path))
      .filter(path => !path.endsWith('/README.md'))
      .sort();
    const items = others.map(path => ({text: titleOf(pages.get(path)), link: linkTo(path)}));
    return {text, items: [...own, ...items]};
  });
}

function linkTo(path) {
  return `/${toSitePath(path)
    .replace(/(^|\/)index\.md$/, '$1')
    .replace(/\.md$/, '')}`;
}

function titleOf(page) {
  return /^# (.+)$/m.exec(page)?.[1] ?? '';
}
