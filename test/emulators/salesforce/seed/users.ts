import {type Org, type Reader, recordId} from '../org/index.js';
import {lastStamp} from './stamps.js';

const people = [
  ['Ada', 'Admin', 'admin@example.com', 'aadmin'],
  ['Ira', 'Integration', 'integration@example.com', 'iinteg'],
] as const;

/** The administrator and an integration user; more are given when the emulator is started. */
export function userFields(org: Org): Record<string, Reader> {
  const part = (index: 0 | 1 | 2 | 3): Reader => {
    return position => people[position % people.length]?.[index] ?? null;
  };
  return {
    ...auditOnly(org),
    FirstName: part(0),
    LastName: part(1),
    Email: part(2),
    Username: part(2),
    Alias: part(3),
    CommunityNickname: part(3),
    IsActive: () => true,
    TimeZoneSidKey: () => 'GMT',
    LocaleSidKey: () => 'en_US',
    LanguageLocaleKey: () => 'en_US',
    EmailEncodingKey: () => 'UTF-8',
    UserType: () => 'Standard',
    ProfileId: position => recordId('00e', position),
  };
}

/** The administrator has the first, the integration user the second. */
export const profileNames = [
  'System Administrator',
  'Minimum Access - API Only Integrations',
  'Standard User',
];

export function profileFields(org: Org): Record<string, Reader> {
  return {
    ...auditOnly(org),
    Name: position => profileNames[position] ?? null,
    UserType: () => 'Standard',
  };
}

export function organizationFields(org: Org): Record<string, Reader> {
  return {
    ...auditOnly(org),
    Name: () => 'Emulated Loyalty Ltd',
    OrganizationType: () => 'Developer Edition',
    InstanceName: () => 'EMU1',
    IsSandbox: () => false,
    Country: () => 'Germany',
    LanguageLocaleKey: () => 'en_US',
    DefaultLocaleSidKey: () => 'en_US',
    TimeZoneSidKey: () => 'GMT',
    FiscalYearStartMonth: () => 1,
  };
}

export function auditOnly(org: Org): Record<string, Reader> {
  const stamp = () => lastStamp(org.options.seed) - 800 * 86_400_000;
  const admin = () => org.adminId;
  return {
    CreatedDate: stamp,
    CreatedById: admin,
    LastModifiedDate: stamp,
    LastModifiedById: admin,
    SystemModstamp: stamp,
  };
}
