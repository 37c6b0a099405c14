import type {Account} from './oauth/index.js';
import type {UserOption} from './options.js';
import type {Table} from './org/index.js';
import type {Context} from './server/context.js';

const password = 'emulated-Password-1';
const securityToken = 'TOKEN';

/** Lets the seeded users and those of the options log in; returns the integration user's account. */
export function addUsers({org, tokens, options}: Context): Account {
  const table = org.table('User');
  if (!table) throw new Error('the object User is missing');
  const usernameOf = (position: number) => String(table.value(position, 'Username'));
  const idAt = (position: number) => ({
    userId: table.idAt(position),
    username: usernameOf(position),
    password,
    securityToken,
  });
  tokens.addAccount(idAt(0));
  for (const user of options.users ?? []) {
    const userId = table.idAt(insertUser(table, user, org.stamp()));
    const account = {userId, username: user.username, password: user.password};
    tokens.addAccount(
      {...account, securityToken: user.securityToken ?? securityToken},
      user.permissions,
    );
  }
  return tokens.addAccount(idAt(1), options.permissions);
}

function insertUser(table: Table, user: UserOption, now: number): number {
  const admin = table.idAt(0);
  return table.insert({
    Username: user.username,
    Email: user.username,
    FirstName: user.firstName ?? null,
    LastName: user.lastName ?? user.username,
    Alias: user.username.slice(0, 8),
    IsActive: true,
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
    UserType: 'Standard',
    CreatedDate: now,
    CreatedById: admin,
    LastModifiedDate: now,
    LastModifiedById: admin,
    SystemModstamp: now,
  });
}
