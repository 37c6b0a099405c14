import type {FastifyInstance} from 'fastify';

const ORDER = ['HEAD', 'GET', 'POST', 'PATCH', 'DELETE', 'PUT'];

interface Route {
  pattern: RegExp;
  placeholders: number;
  methods: Set<string>;
}

/** Watches the routes that are added from now on; tells the methods that a path of the API takes. */
export function watchMethods(app: FastifyInstance): (url: string) => readonly string[] {
  const routes = new Map<string, Route>();
  app.addHook('onRoute', ({url, method}) => {
    if (!url.startsWith('/services/data/')) return;
    const route = routes.get(url) ?? toRoute(url);
    for (const name of [method].flat()) route.methods.add(name);
    routes.set(url, route);
  });
  return url => {
    const path = (url.split('?')[0] ?? '').replace(/\/+/g, '/').replace(/\/$/, '');
    const [closest] = [...routes.values()]
      .filter(({pattern}) => pattern.test(path))
      .sort((a, b) => a.placeholders - b.placeholders);
    return ORDER.filter(name => closest?.methods.has(name));
  };
}

function toRoute(url: string): Route {
  const names = url.split('/').slice(1);
  const parts = names.map(name => (name.startsWith(':') || name === '*' ? '/[^/]+' : `/${name}`));
  const placeholders = names.filter(name => name.startsWith(':')).length;
  return {pattern: new RegExp(`^${parts.join('')}$`, 'i'), placeholders, methods: new Set()};
}
