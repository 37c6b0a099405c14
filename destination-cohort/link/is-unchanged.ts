import {EMPTY, type Pair} from '@cohort-salesforce/spec/baseline';
import type {IncomingRecord} from './incoming-record.js';
import type {LinkRun} from './link-run.js';

/**
 * Whether the record is as it was when its user last got its values, or as the export has written
 * it: then there is nothing to look up.
 */
export function isUnchanged(incoming: IncomingRecord, pair: Pair, run: LinkRun): boolean {
  if (pair.intents.size > 0 || pair.absence === 'deleted') return false;
  if (pair.imported && pair.importDigest === incoming.digest) return true;
  return isAsInBaseline(incoming, pair, run);
}

function isAsInBaseline(
  {userId, keyDigest, key, content}: IncomingRecord,
  pair: Pair,
  {fields, store, settings}: LinkRun,
): boolean {
  if (userId !== undefined && userId !== pair.userId) return false;
  if (key !== '' && keyDigest !== pair.key) return false;
  if (settings.writesRecordIdToAll && !pair.imported) return false;
  const {texts} = content();
  return fields.every(({number, rules}, index) => {
    const text = texts[index];
    // A one-way property that was always empty has no baseline, and nothing to write.
    const ifUnknown = rules.flow === 'both' ? undefined : EMPTY;
    const known = pair.properties.get(number)?.salesforce ?? ifUnknown;
    return text === undefined || known === store.digest(text);
  });
}
