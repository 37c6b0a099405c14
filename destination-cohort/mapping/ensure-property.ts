import {
  type Cohort,
  refusalOf,
  type UserProperty,
  type UserPropertyType,
} from '@cohort-salesforce/source-cohort/cohort';
import {ConnectorError, configError} from '@cohort-salesforce/spec';
import {findProperty} from './find-property.js';

interface WantedProperty {
  /** What the mapping calls it. */
  target: string;
  name: string;
  type: UserPropertyType;
}

// What a reference id may be made of is not documented; another target is only used as the name.
const PLAIN_REFERENCE_ID = /^[A-Za-z0-9_.-]+$/;
const ATTEMPTS = 3;

/**
 * Creates a property. It may exist when this fails: created by this call whose answer was lost, or
 * by another run at the same time; then that one is it.
 */
export async function ensureProperty(
  cohort: Cohort,
  wanted: WantedProperty,
): Promise<UserProperty> {
  const {target, name, type} = wanted;
  const property = PLAIN_REFERENCE_ID.test(target)
    ? {name, referenceId: target, type}
    : {name: target, type};
  for (let attempt = 1; ; attempt++) {
    try {
      return await cohort.createUserProperty(property);
    } catch (error) {
      const existing = findProperty(await cohort.readUserProperties(), target);
      if (existing?.type === type) return existing;
      if (!isTransient(error) || attempt === ATTEMPTS) throw explain(error, wanted);
    }
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof ConnectorError && error.failure === 'transient_error';
}

function explain(error: unknown, {target, type}: WantedProperty): unknown {
  const refusal = refusalOf(error);
  if (!refusal) return error;
  return configError(
    `Creating the user property ${target} (${type}): Cohort refuses it: ${refusal.code}: ${refusal.message}. Map the field to another name, or create the property in Cohort Admin > Custom properties.`,
    {code: refusal.code},
  );
}
