import type {CohortEmulator} from '@cohort-salesforce/emulators/cohort';
import type {Checks} from './checks.js';
import type {cohortSide} from './cohort-side.js';
import {
  emailKey,
  expectedImport,
  firstNamesAfterPull,
  lastChangedByEmail,
} from './expected-numbers.js';
import {type Pulled, startPostgresqlSide} from './postgresql-side.js';
import type {Summary} from './run-harness.js';
import type {salesforceSide} from './salesforce-side.js';

interface QuickStart {
  folder: string;
  cohortServer: CohortEmulator;
  salesforce: ReturnType<typeof salesforceSide>;
  cohort: ReturnType<typeof cohortSide>;
  checks: Checks;
  run(title: string, command: string): Promise<Summary>;
}

/** Salesforce -> table -> Cohort, once with everything and again with changes; resolves with what stops the server. */
export async function runOverPostgresql(start: QuickStart): Promise<() => Promise<void>> {
  const {folder, cohortServer, salesforce, cohort, checks, run} = start;
  const postgresql = await startPostgresqlSide(folder, cohortServer);
  console.log(`PostgreSQL           ${postgresql.url}`);
  console.log(`Cohort's app runs    ${postgresql.query}\n`);
  const before = {contacts: await salesforce.contacts(), users: await cohort.users()};
  const {created = 0, rejected = 0} = expectedImport(before.contacts, []);
  const wanted = {created, rejected};
  checks.numbers('import into the table', await run('import into the table', 'import'), wanted);
  const first = await pull('the first pull');
  checks.same('rows of the first pull', first.rows, created);
  checks.same(
    'users created by the first pull',
    first.created,
    expectedImport(before.contacts, before.users).created,
  );
  checks.same(
    'first names in Cohort',
    new Map((await cohort.users()).map(user => [emailKey(user.email), user.firstName])),
    firstNamesAfterPull(before.contacts, before.users),
  );

  const changed = [...lastChangedByEmail(before.contacts).values()].slice(0, 5);
  for (const {Id} of changed) await salesforce.update(Id, {FirstName: 'Renamed'});
  await salesforce.create([
    {FirstName: 'New', LastName: 'Contact', Email: 'new.contact@example.com'},
    {FirstName: 'Newer', LastName: "O'Contact", Email: "newer.o'contact@example.com"},
  ]);
  const changes = {created: 2, updated: 5};
  checks.numbers('import of changes', await run('changes in Salesforce', 'import'), changes);
  const second = await pull('the pull of changes');
  checks.same('rows of the pull of changes', second.rows, 7);
  checks.same('users created by it', second.created, 2);
  checks.same('users updated by it', second.updated, 5);

  const quiet = await run('nothing new', 'import');
  checks.numbers('import with nothing new', quiet, {created: 0, updated: 0});
  checks.same('rows of a pull with nothing new', (await pull('a pull of nothing')).rows, 0);
  return () => postgresql.stop();

  async function pull(title: string): Promise<Pulled> {
    const pulled = await postgresql.pull();
    const {rows, created, updated, unchanged, invalid} = pulled;
    console.log(
      `${title}: ${rows} rows, ${created} users created, ${updated} updated, ${unchanged} unchanged, ${invalid} invalid`,
    );
    checks.same(`${title}: invalid`, invalid, 0);
    return pulled;
  }
}
