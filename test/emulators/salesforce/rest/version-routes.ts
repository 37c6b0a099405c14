import type {Context} from '../context.js';
import {newest, oldest} from '../server/api-versions.js';
import type {Api} from '../server/create-server.js';

const seasons = ['Spring', 'Summer', 'Winter'];

/** The versions of the API, which need no token, and the resources of one of them. */
export function addVersionRoutes({app, sessionOf}: Api, context: Context): void {
  app.get('/services/data', async () => versions());
  app.get('/services/data/:version', async request => {
    const {version, userId} = sessionOf(request);
    const base = `/services/data/v${version}`;
    const identity = `${context.url}/id/${context.org.organizationId}/${userId}`;
    return {...Object.fromEntries(resources.map(name => [name, `${base}/${name}`])), identity};
  });
  app.get('/services/data/:version/tooling', async request => {
    const base = `/services/data/v${sessionOf(request).version}/tooling`;
    return {query: `${base}/query`, sobjects: `${base}/sobjects`};
  });
}

const resources = [
  'tooling',
  'query',
  'queryAll',
  'search',
  'parameterizedSearch',
  'sobjects',
  'limits',
  'composite',
  'jobs',
  'recent',
  'tabs',
  'theme',
  'quickActions',
  'compactLayouts',
  'actions',
];

function versions(): object[] {
  return Array.from({length: newest - oldest + 1}, (_, at) => {
    const number = oldest + at;
    return {label: labelOf(number), url: `/services/data/v${number}.0`, version: `${number}.0`};
  });
}

// Version 31 came in summer 2014; three a year follow, the winter one named after the year to come.
function labelOf(version: number): string {
  const after = version - 30;
  const year = 14 + Math.floor((after + 1) / 3);
  return `${seasons[after % 3]} '${year}`;
}
