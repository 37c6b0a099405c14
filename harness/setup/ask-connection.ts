import type {Connection} from '../generated/types.js';
import {toMapping} from '../systems/index.js';
import {askExport, askIsExported} from './ask-export.js';
import {askImport, askObject} from './ask-import.js';
import type {Interview} from './interview.js';
import type {Offers} from './offers.js';

/** Everything but the logins. */
export async function askConnection(
  {draft, interview}: {draft: Connection; interview: Interview},
  offers: Offers,
): Promise<Connection> {
  const {object, fields} = await askObject(interview, offers.fields);
  const properties = await offers.properties();
  const imported = await askImport(interview, {object, fields, properties});
  const connection = {salesforce: draft.salesforce, cohort: draft.cohort, import: imported};
  if (!(await askIsExported(interview))) return {...connection, export: {enabled: false}};
  const target = await offers.target(imported);
  const mapping = toMapping(imported.fields);
  const exported = await askExport(interview, {object, properties, target, imported: mapping});
  return {...connection, ...(exported && {export: exported})};
}
