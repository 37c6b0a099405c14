import {configError, didYouMean} from '@cohort-salesforce/spec';
import type {Session} from './session.js';
import {isCoreField} from './streams/users.js';
import {findGroups} from './streams/where/user-filter.js';

/** Proves that users and properties can be read; says aloud whose data the key opens. */
export async function checkCohort({
  cohort,
  conditions,
  groups,
}: Pick<Session, 'cohort' | 'conditions' | 'groups'>): Promise<string> {
  const properties = await cohort.readUserProperties();
  await cohort.probeUsers();
  const names = properties.map(({referenceId}) => referenceId);
  for (const {property} of conditions?.properties ?? []) {
    if (names.includes(property) || isCoreField(property)) continue;
    throw configError(
      `where: Cohort has no user property ${JSON.stringify(property)}${didYouMean(property, names)}.`,
    );
  }
  await findGroups(cohort, conditions?.groups ?? []);
  for (const group of groups) await findGroups(cohort, [group], group.kind);
  return `Connected to Cohort ${cohort.modeInWords}: users and ${properties.length} user properties can be read.`;
}
