import {addIngestJobRoutes, addQueryJobRoutes} from '../bulk/index.js';
import type {Context} from '../context.js';
import type {Api} from '../server/create-server.js';
import {addAppearanceRoutes} from './appearance-routes.js';
import {addBatchRoutes} from './batch-routes.js';
import {addCollectionRoutes} from './collection-routes.js';
import {addCompositeRoutes} from './composite-routes.js';
import {addDescribeRoutes} from './describe-routes.js';
import {addLayoutRoutes} from './layout-routes.js';
import {addLimitRoutes} from './limit-routes.js';
import {addListViewRoutes} from './list-view-routes.js';
import {addOrgRoutes} from './org-routes.js';
import {QueryCursors} from './query-cursors.js';
import {addQueryRoutes} from './query-routes.js';
import {addRecordRoutes} from './record-routes.js';
import {addReplicationRoutes} from './replication-routes.js';
import {addSearchRoutes} from './search-routes.js';
import {addTreeRoutes} from './tree-routes.js';
import {addUiRoutes} from './ui-routes.js';
import {addVersionRoutes} from './version-routes.js';

/** Every route under /services/data. */
export function addApiRoutes(api: Api, context: Context): void {
  const cursors = new QueryCursors();
  addVersionRoutes(api, context);
  addLimitRoutes(api, context);
  addOrgRoutes(api, context);
  addDescribeRoutes(api, context);
  addLayoutRoutes(api);
  addListViewRoutes(api);
  addAppearanceRoutes(api);
  addSearchRoutes(api);
  addReplicationRoutes(api, context);
  addRecordRoutes(api, context, cursors);
  addQueryRoutes(api, context, cursors);
  addCollectionRoutes(api, context);
  addBatchRoutes(api);
  addCompositeRoutes(api, context);
  addTreeRoutes(api, context);
  addUiRoutes(api, context);
  addQueryJobRoutes(api, context);
  addIngestJobRoutes(api, context);
}
