import {proxySecrets, Redactor} from '@cohort-salesforce/spec';

/** What this process was given and what it received: nothing that it says or writes for people shows it. */
export const knownSecrets = new Redactor();

for (const secret of proxySecrets()) knownSecrets.learn(secret);

// A config of any connector, whose specification nobody asked for: names that stand for secrets everywhere.
const SECRET_NAME =
  /secret|token|passw|passphrase|api_?key|private_?key|credential|authorization|signature/i;
const MIN_CHARACTERS = 4;

/** Learns every text of a config that its name gives away as a secret, and all that stands below such a name. */
export function learnSecretsOf(config: unknown, isSecret = false): void {
  if (typeof config === 'string') {
    if (isSecret && config.length >= MIN_CHARACTERS) knownSecrets.learn(config);
    return;
  }
  if (typeof config !== 'object' || config === null) return;
  for (const [name, value] of Object.entries(config)) {
    const isNamed = SECRET_NAME.test(name) && !/_(url|uri|type)$/i.test(name);
    learnSecretsOf(value, isNamed || (isSecret && typeof value === 'string'));
  }
}
