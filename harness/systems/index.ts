import {cohortSecrets, isCohortKeyRefused} from './cohort.js';
import {isSalesforceSecretRefused, salesforceSecrets} from './salesforce.js';

export {alsoProblems, directionsOf} from './also-directions.js';
export {channelProblems} from './channel-problems.js';
export {exportChannelOf, isWriteOnly, linksRecords, typeOf} from './channels.js';
export {cohortKeyMode, type Merchant, merchantOf, withoutPlannedIds} from './cohort.js';
export {userConditionProblems} from './conditions.js';
export type {Direction, Endpoint, Selection} from './direction.js';
export {
  exportDirection,
  importDirection,
  USERS_SOURCE,
  userDirectionsOf,
  usersSourceOf,
} from './directions.js';
export {
  findProperty,
  type MappedProperty,
  mappedProperties,
  toMapping,
} from './mapped-properties.js';
export {type OAuthEndpoints, salesforceOAuth} from './salesforce.js';
export {signatureOf, valueProblems} from './value-rules.js';

export const SYSTEMS = ['salesforce', 'cohort'] as const;

export const CONNECTORS: readonly string[] = SYSTEMS.flatMap(system => [
  `source-${system}`,
  `destination-${system}`,
]);

/** Login keys that must not stand in the connection file. */
export const SECRET_NAMES: ReadonlySet<string> = new Set([
  'client_secret',
  'refresh_token',
  'private_key',
  'api_key',
  // Of cohort.channel: an address with a password.
  'url',
]);

/** The secrets that a system's login needs. */
export function secretsFor(
  system: string,
  login: Readonly<Record<string, unknown>>,
): readonly string[] {
  return system === 'cohort' ? cohortSecrets(login) : salesforceSecrets(login.auth_type);
}

/** Whose login a problem is about, if entering the secret again can solve it. */
export function loginSystemOf({
  connector,
  message,
}: {
  connector: string;
  message: string;
}): (typeof SYSTEMS)[number] | undefined {
  const system = SYSTEMS.find(name => connector.endsWith(`-${name}`));
  const isRefused = system === 'cohort' ? isCohortKeyRefused : isSalesforceSecretRefused;
  return system && isRefused(message) ? system : undefined;
}
