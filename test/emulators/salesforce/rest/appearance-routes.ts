import {ApiError} from '../answers/index.js';
import type {Api} from '../server/create-server.js';
import {typeOrThrow} from './describe-routes.js';
import {compactLayoutOf} from './layout-routes.js';

/** What clients ask of the org's pages and processes: an emulator has none, so these are empty lists. */
export function addAppearanceRoutes({app, sessionOf}: Api): void {
  const base = '/services/data/:version';
  const empty: Record<string, object> = {
    quickActions: [],
    theme: {themeItems: []},
    'appMenu/AppSwitcher': {appMenuItems: []},
    'appMenu/Salesforce1': {appMenuItems: []},
    'process/approvals': {approvals: {}},
    'process/rules': {rules: {}},
    'actions/standard': {actions: []},
    'actions/custom': {actions: []},
    'sobjects/Global/describe/layouts': {layouts: [], recordTypeMappings: []},
  };
  for (const [path, answer] of Object.entries(empty))
    app.get(`${base}/${path}`, async request => {
      sessionOf(request);
      return answer;
    });
  app.get(`${base}/actions`, async request => {
    const actions = `/services/data/v${sessionOf(request).version}/actions`;
    return {custom: `${actions}/custom`, standard: `${actions}/standard`};
  });
  app.get<{Querystring: {q?: string}}>(`${base}/compactLayouts`, async request => {
    const session = sessionOf(request);
    const {q} = request.query;
    if (!q) throw new ApiError(400, 'INVALID_PARAMETER', 'The q parameter is required');
    const types = q.split(',').map(name => typeOrThrow(session, name.trim()));
    return Object.fromEntries(types.map(type => [type.name, compactLayoutOf(type)]));
  });
}
