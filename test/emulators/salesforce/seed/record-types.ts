import {ownRecordTypes} from '../objects/index.js';
import type {Org, Reader} from '../org/index.js';
import {auditFields, lastStamp} from './stamps.js';

/** The record types that the describes of all objects list. */
export function recordTypeFields(org: Org): {count: number; fields: Record<string, Reader>} {
  const all = org.types.flatMap(({name, describe}) =>
    ownRecordTypes(describe).map(info => ({...info, object: name})),
  );
  const {OwnerId, ...audit} = auditFields(org, () => lastStamp(org.options.seed));
  return {
    count: all.length,
    fields: {
      ...audit,
      Name: position => all[position]?.name ?? null,
      DeveloperName: position => developerName(all[position]),
      SobjectType: position => all[position]?.object ?? null,
      IsActive: position => all[position]?.active ?? false,
    },
  };
}

function developerName(info: {developerName?: string; name: string} | undefined): string | null {
  return info?.developerName ?? info?.name.replaceAll(/\W+/g, '_') ?? null;
}
