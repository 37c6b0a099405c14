import {refusalOf, type UserProperty} from '@cohort-salesforce/source-cohort/cohort';
import {checkValues, configError, ownValue} from '@cohort-salesforce/spec';
import {parseOnDelete} from './link/on-delete.js';
import {CORE_FIELDS, EMAIL} from './mapping/core-fields.js';
import {findProperty} from './mapping/find-property.js';
import {checkTargets, constantSources, NO_EMAIL} from './mapping/plan-mapping.js';
import {checkWantedType} from './mapping/prepare-properties.js';
import type {Session} from './session.js';

/** Proves that users can be looked up and written, and says what becomes of mapped properties. */
export async function checkDestination(session: Session): Promise<string> {
  const {cohort, config} = session;
  const mapping = {...config.mapping, ...constantSources(config)};
  checkValues(config);
  parseOnDelete(config);
  const targets = Object.values(mapping);
  checkTargets(mapping);
  const properties = await cohort.readUserProperties();
  checkTargets(toReferenceIds(mapping, properties));
  for (const target of targets) checkWantedType(target, properties, config);
  if (config.mapping && !targets.includes(EMAIL)) {
    throw configError(`The mapping cannot work: ${NO_EMAIL}`);
  }
  await probe(() => cohort.lookUpUsers([], []));
  await probe(() => cohort.writeUsers('update', []));
  if (config.baseline_dir !== undefined) {
    const {checkLinks} = await import('./link/check-links.js');
    await checkLinks(session, config.baseline_dir);
  }
  return [
    `Connected to Cohort ${cohort.modeInWords}: users can be written.`,
    ...describeProperties(targets, properties, config),
  ].join(' ');
}

function toReferenceIds(
  mapping: Readonly<Record<string, string>>,
  properties: readonly UserProperty[],
): Record<string, string> {
  const entries = Object.entries(mapping).map(([source, target]) => {
    const property = isProperty(target) ? findProperty(properties, target) : undefined;
    return [source, property?.referenceId ?? target];
  });
  return Object.fromEntries(entries);
}

function isProperty(target: string): boolean {
  return target !== EMAIL && !CORE_FIELDS.includes(target);
}

// Nothing is sent to be done: a refusal of that proves the way is open as well as an answer does.
async function probe(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!refusalOf(error)) throw error;
  }
}

function describeProperties(
  targets: readonly string[],
  properties: readonly UserProperty[],
  {property_types}: Session['config'],
): string[] {
  const existing: string[] = [];
  const missing: string[] = [];
  for (const target of targets) {
    if (!isProperty(target)) continue;
    const property = findProperty(properties, target);
    const type = property?.type ?? ownValue(property_types, target);
    (property ? existing : missing).push(type ? `${target} (${type})` : target);
  }
  return [
    existing.length > 0 ? `User properties that exist: ${existing.join(', ')}.` : '',
    missing.length > 0 ? `To be created: ${missing.join(', ')}.` : '',
  ].filter(Boolean);
}
