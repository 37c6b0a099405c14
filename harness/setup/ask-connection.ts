import type {Connection} from '../generated/types.js';
import {exportChannelOf, isWriteOnly, toMapping} from '../systems/index.js';
import {askExport, askIsExported} from './ask-export.js';
import {askEmailField, askImport, askObject} from './ask-import.js';
import {askMore} from './ask-more.js';
import type {Interview} from './interview.js';
import type {Offers} from './offers.js';

interface Asked {
  draft: Connection;
  interview: Interview;
}

/** Everything but the logins. */
export async function askConnection(
  {draft, interview}: Asked,
  offers: Offers,
): Promise<Connection> {
  const {salesforce, cohort} = draft;
  const {object, fields} = await askObject(interview, offers.fields);
  const properties = await offers.properties();
  const isOnlyExported = cohort.channel === undefined && cohort.export_channel !== undefined;
  const imported = isOnlyExported
    ? {enabled: false, object, email_field: await askEmailField(interview, fields)}
    : await askImport(interview, {
        object,
        fields,
        properties,
        isBlind: isWriteOnly(cohort.channel),
      });
  const connection = {salesforce, cohort, import: imported};
  if (!(await isExported({draft, interview}))) {
    return {...connection, export: {enabled: false}, ...(await askMore(interview))};
  }
  const target = await offers.target(imported);
  const mapping = toMapping(imported.fields);
  const exported = await askExport(interview, {object, properties, target, imported: mapping});
  return {...connection, ...(exported && {export: exported}), ...(await askMore(interview))};
}

// A channel out of Cohort was chosen to be used.
function isExported({draft, interview}: Asked): boolean | Promise<boolean> {
  if (exportChannelOf(draft).type !== 'api') return true;
  return isWriteOnly(draft.cohort.channel) ? false : askIsExported(interview);
}
