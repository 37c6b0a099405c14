import type {Context} from './context.js';
import type {Account} from './oauth/index.js';
import type {UserOption} from './options.js';
import type {Table} from './org/index.js';

const password = 'emulated-Password-1';
const securityToken = 'TOKEN';

/** Lets the seeded users and those of the options log in; returns the integration user's account. */
export function addUsers(context: Context): Account {
  const {tokens, options} = context;
  const table = userTable(context);
  const seeded = (position: number) => ({
    userId: table.idAt(position),
    username: String(table.value(position, 'Username')),
    password,
    securityToken,
  });
  tokens.addAccount(seeded(0));
  const ids = addUserRecords(context);
  for (const [at, user] of (options.users ?? []).entries()) {
    const account = {userId: ids[at] ?? '', username: user.username, password: user.password};
    tokens.addAccount(
      {...account, securityToken: user.securityToken ?? securityToken},
      user.permissions,
    );
  }
  return tokens.addAccount(seeded(1), options.permissions);
}

/** Creates the records of the users of the options; returns their ids. */
export function addUserRecords(context: Pick<Context, 'org' | 'options'>): string[] {
  const table = userTable(context);
  const {options, org} = context;
  return (options.users ?? []).map(user => table.idAt(insertUser(table, user, org.stamp())));
}

function userTable({org}: Pick<Context, 'org'>): Table {
  const table = org.table('User');
  if (!table) throw new Error('the object User is missing');
  return table;
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
