import type {Choice} from '../connect/prompter.js';
import type {Connection} from '../generated/types.js';
import {choosing, type Interview, parseAddress, parseChoice, parseText} from './interview.js';

type Cohort = Connection['cohort'];

const INTO_COHORT: readonly Choice[] = [
  {value: 'api', label: "Cohort's API", hint: 'in both directions, for accounts that have it'},
  {
    value: 'postgresql',
    label: 'A PostgreSQL table',
    hint: "Cohort's PostgreSQL app imports it, by default once a day",
  },
  {value: 'csv', label: 'CSV files', hint: "somebody uploads them in Cohort's admin"},
  {value: 'none', label: 'Not at all', hint: 'users are only exported to Salesforce'},
];

const OUT_OF_COHORT: readonly Choice[] = [
  {value: 'webhooks', label: 'Webhooks', hint: 'Cohort User IDs and badges, from cohort-webhooks'},
  {
    value: 'csv',
    label: 'A CSV export',
    hint: "Cohort User IDs and properties, from Cohort's admin",
  },
];

const NOT_EXPORTED: Choice = {value: 'none', label: 'Not at all'};

/** How users get into Cohort and out of it; without secrets. */
export async function askCohort(interview: Interview): Promise<Cohort> {
  const type = await interview.answer({
    flag: 'channel',
    text: 'How users get into Cohort',
    preset: 'api',
    ask: choosing(INTO_COHORT),
    parse: parseChoice(['api', 'postgresql', 'csv', 'none'] as const),
  });
  // Last: its key is asked for next.
  if (type === 'api') return {api_url: await askAddress(interview)};
  const export_channel = await askExportChannel(interview, type === 'none');
  const exported = export_channel && {export_channel};
  if (type === 'none') return {...exported};
  const channel = await askImportChannel(interview, type);
  return {channel, ...exported};
}

function askAddress(interview: Interview): Promise<string> {
  return interview.answer({
    flag: 'api-url',
    text: "Address of Cohort's API",
    preset: 'https://api.getcohort.com',
    parse: parseAddress,
  });
}

async function askExportChannel(
  interview: Interview,
  isNeeded: boolean,
): Promise<Cohort['export_channel']> {
  const type = await interview.answer({
    flag: 'export-channel',
    text: 'How users get out of Cohort',
    preset: isNeeded ? 'csv' : 'none',
    ask: choosing(isNeeded ? OUT_OF_COHORT : [NOT_EXPORTED, ...OUT_OF_COHORT]),
    parse: parseChoice([...(isNeeded ? [] : (['none'] as const)), 'webhooks', 'csv'] as const),
  });
  if (type === 'none') return undefined;
  const path = await interview.answer({
    flag: 'export-path',
    text:
      type === 'csv'
        ? "File or folder with the CSV export of Cohort's users, relative to the connection"
        : 'Folder in which cohort-webhooks stores events, relative to the connection',
    preset: type === 'csv' ? 'cohort-export' : 'cohort-events',
    parse: parseText,
  });
  return type === 'csv' ? {type, path} : {type, dir: path};
}

async function askImportChannel(
  interview: Interview,
  type: 'postgresql' | 'csv',
): Promise<NonNullable<Cohort['channel']>> {
  if (type === 'csv') {
    const dir = await interview.answer({
      flag: 'upload-dir',
      text: 'Folder for the files to upload, relative to the connection',
      preset: 'to-upload',
      parse: parseText,
    });
    return {type, dir};
  }
  // Last: the address of its database is asked for next.
  const table = await interview.answer({
    flag: 'table',
    text: 'Table for the users, which is created if it is missing',
    preset: 'cohort_users',
    parse: parseText,
  });
  return {type, table};
}
