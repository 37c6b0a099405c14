import type {Context} from '../context.js';
import type {Api} from '../server/create-server.js';

/** What clients ask of the org as a whole: tabs, records looked at lately, how many records there are. */
export function addOrgRoutes({app, sessionOf}: Api, {org}: Context): void {
  app.get('/services/data/:version/recent', async request => {
    sessionOf(request);
    // Nobody looks at records in an emulator.
    return [];
  });
  app.get('/services/data/:version/tabs', async request => {
    sessionOf(request);
    return org.types.filter(({describe}) => describe.layoutable === true).map(tabOf);
  });
  app.get<{Querystring: {sObjects?: string}}>(
    '/services/data/:version/limits/recordCount',
    async request => {
      const session = sessionOf(request);
      const {sObjects} = request.query;
      const asked = sObjects?.split(',').map(name => name.trim());
      const names = asked ?? org.types.map(({name}) => name);
      const known = names.flatMap(name => session.typeOf(name)?.name ?? []);
      return {sObjects: known.sort().map(name => ({count: countOf(name), name}))};
    },
  );
  const countOf = (name: string): number => {
    const table = org.table(name);
    let count = 0;
    for (let at = 0; at < (table?.size ?? 0); at++)
      if (table?.exists(at) && !table.isDeleted(at)) count += 1;
    return count;
  };
}

function tabOf({name, describe}: {name: string; describe: Record<string, unknown>}): object {
  return {
    colors: [],
    custom: describe.custom,
    iconUrl: '',
    icons: [],
    label: describe.labelPlural,
    miniIconUrl: '',
    name: `standard-${name}`,
    sobjectName: name,
    url: '',
  };
}
