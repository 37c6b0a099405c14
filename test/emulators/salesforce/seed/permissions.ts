import {type Org, type Reader, recordId} from '../org/index.js';
import {auditOnly, profileNames} from './users.js';

/** One for each profile, as Salesforce has it, then the one that an administrator made for the integration user. */
const ownName = 'Cohort_Integration';
export const permissionSetCount = profileNames.length + 1;

export function permissionSetFields(org: Org): Record<string, Reader> {
  const profileOf = (at: number) => (at < profileNames.length ? recordId('00e', at) : null);
  const isIntegration = (at: number) => at === 1 || at === profileNames.length;
  return {
    ...auditOnly(org),
    Name: at => (profileOf(at) ? `X${profileOf(at)?.slice(0, 15)}` : ownName),
    Label: at => (profileOf(at) ? `${profileOf(at)}` : 'Cohort Integration'),
    ProfileId: profileOf,
    IsOwnedByProfile: at => profileOf(at) !== null,
    IsCustom: () => true,
    PermissionsApiEnabled: () => true,
    PermissionsApiUserOnly: isIntegration,
    PermissionsViewEncryptedData: at => at === 0,
    PermissionsViewAllData: at => at === 0 || at === profileNames.length,
    PermissionsModifyAllData: at => at === 0 || at === profileNames.length,
    Type: at => (profileOf(at) ? 'Profile' : 'Regular'),
  };
}

/** Each user has the set of the own profile, the integration user also the one made for it. */
const assigned = [
  [0, 0],
  [1, 1],
  [1, profileNames.length],
] as const;
export const assignmentCount = assigned.length;

export function assignmentFields(org: Org): Record<string, Reader> {
  return {
    SystemModstamp: auditOnly(org).SystemModstamp ?? (() => null),
    AssigneeId: at => recordId('005', assigned[at]?.[0] ?? 0),
    PermissionSetId: at => recordId('0PS', assigned[at]?.[1] ?? 0),
    IsActive: () => true,
  };
}

/** All internal users, as each org has them, and a queue for leads. */
const groups = [
  [null, 'AllInternalUsers', 'Organization'],
  ['Leads', 'Leads', 'Queue'],
] as const;
export const groupCount = groups.length;

export function groupFields(org: Org): Record<string, Reader> {
  const part = (index: 0 | 1 | 2): Reader => {
    return at => groups[at]?.[index] ?? null;
  };
  return {
    ...auditOnly(org),
    Name: part(0),
    DeveloperName: part(1),
    Type: part(2),
    OwnerId: () => org.adminId,
  };
}

export function userRoleFields(org: Org): Record<string, Reader> {
  return {...auditOnly(org), Name: () => 'CEO', DeveloperName: () => 'CEO'};
}
