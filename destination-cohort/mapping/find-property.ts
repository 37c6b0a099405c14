import type {UserProperty} from '@cohort-salesforce/source-cohort/cohort';

/** The property that a mapping means: by its reference id, else by its name. */
export function findProperty(
  properties: readonly UserProperty[],
  target: string,
): UserProperty | undefined {
  return (
    properties.find(({referenceId}) => referenceId === target) ??
    properties.find(({name}) => name === target)
  );
}
