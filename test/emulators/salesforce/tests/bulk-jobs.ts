import {parse} from 'csv-parse/sync';
import type {Answer, EmulatedOrg} from './emulated-org.js';

export type Row = Record<string, string>;

export const csv = {'content-type': 'text/csv'};

export function read(text: string, delimiter = ','): Row[] {
  return parse(text, {columns: true, delimiter});
}

export async function finishedJob(org: EmulatedOrg, path: string): Promise<Answer['json']> {
  for (;;) {
    const {json} = await org.call('GET', path);
    if (['JobComplete', 'Failed', 'Aborted'].includes(json.state)) return json;
  }
}
