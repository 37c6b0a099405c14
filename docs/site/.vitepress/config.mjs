import {readFileSync} from 'node:fs';
import {toAnchor} from '../links.mjs';

const sidebar = JSON.parse(readFileSync(new URL('../dist/sidebar.json', import.meta.url), 'utf8'));

export default {
  title: 'Salesforce ⇄ Cohort',
  description: 'Connectors between Salesforce and Cohort, in the Airbyte protocol',
  base: process.env.DOCS_BASE ?? '/',
  srcDir: 'dist/pages',
  outDir: 'dist/site',
  cacheDir: 'dist/cache',
  metaChunk: true,
  markdown: {anchor: {slugify: toAnchor}},
  themeConfig: {
    sidebar,
    outline: {level: [2, 3]},
    search: {provider: 'local'},
    docFooter: {prev: false, next: false},
  },
};
