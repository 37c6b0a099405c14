import {randomInt} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {stringify} from 'yaml';
import type {Summary} from '../../harness/report/summary.js';
import {startOrg} from '../destination-salesforce/fixtures/org.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {
  badgeEvent,
  type Delivery,
  deliver,
  inParallel,
} from '../source-cohort/webhooks/fixtures/deliveries.js';
import {startProgram, storedEvents} from '../source-cohort/webhooks/fixtures/receiver-program.js';

const USERS = 200;
const MESSAGES = 8000;
const REPEATS = 2000;
const BADGES = ['Bronze', 'Silver', 'Gold', 'Platinum'];
const ROUNDS = 5;
// Of the deliveries, those that get lost on their way until Cohort tries again.
const LOST_IN_100 = 5;

const emailOf = (user: number) => `user${user}@example.com`;
const timeOf = (index: number) => Date.UTC(2026, 0, 1) + index * 1000;

interface Event {
  user: number;
  badge: number;
  isGained: boolean;
}

/** Events in the order of their times; some of them say what an earlier one has said already. */
function makeEvents(): Event[] {
  return Array.from({length: MESSAGES}, (_, index) => ({
    user: index % USERS,
    badge: randomInt(BADGES.length),
    isGained: randomInt(100) < 60,
  }));
}

function toDelivery({user, badge, isGained}: Event, index: number): Delivery {
  const name = BADGES[badge] ?? '';
  const event = badgeEvent({
    userId: `id-${user}`,
    email: emailOf(user),
    badgeId: `badge-${badge}`,
    badge: name,
    at: timeOf(index),
    type: `cohort.badge.${isGained ? 'gained' : 'lost'}`,
  });
  return {id: `msg_${index}`, body: JSON.stringify(event)};
}

/** What each user has in the end, whatever was delivered when. */
function badgesOf(events: readonly Event[]): Map<string, string[]> {
  const held = new Map<string, Set<string>>();
  for (const {user, badge, isGained} of events) {
    const its = held.get(emailOf(user)) ?? new Set();
    held.set(emailOf(user), its);
    const name = BADGES[badge] ?? '';
    if (isGained) its.add(name);
    else its.delete(name);
  }
  return new Map([...held].map(([email, names]) => [email, [...names].sort()]));
}

async function start() {
  const folder = await temporaryFolder();
  const org = await startOrg();
  onTestFinished(() => org.close());
  for (let user = 0; user < USERS; user += 1) {
    await org.put('Contact', {LastName: 'L', Email: emailOf(user)});
  }
  const {auth_type, client_id, login_url, client_secret, refresh_token} = org.config;
  const secrets = {salesforce: {client_secret, refresh_token}};
  await writeFile(join(folder, 'secrets.yaml'), stringify(secrets), {mode: 0o600});
  const connection = join(folder, 'connection.yaml');
  await writeFile(
    connection,
    stringify({
      salesforce: {auth_type, client_id, login_url},
      secrets: 'secrets.yaml',
      cohort: {export_channel: {type: 'webhooks', dir: 'events'}},
      import: {enabled: false, object: 'Contact', email_field: 'Email'},
      export: {
        enabled: true,
        user_id_field: 'Cohort_User_ID__c',
        users: 'existing',
        properties: {badgeNames: 'Title'},
        clear_empty: true,
      },
    }),
  );
  return {events: join(folder, 'events'), org, connection};
}

async function exportUsers(connection: string): Promise<Summary> {
  const argv = ['export', '--connection', connection, '--json'];
  const {code, stdout, stderr} = await execute(HARNESS, argv);
  if (code !== 0) throw new Error(`harness export ended with ${code}: ${stdout} ${stderr}`);
  return lastLine(stdout) as Summary;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const keyed = items.map(item => ({item, at: randomInt(2 ** 32)}));
  return keyed.sort((left, right) => left.at - right.at).map(({item}) => item);
}

/** Delivers, and returns what nobody has acknowledged. With `killAfter`, the receiver is killed in the middle. */
async function deliverAll(
  folder: string,
  deliveries: readonly Delivery[],
  {killAfter, losesSome}: {killAfter: number; losesSome: boolean},
): Promise<Delivery[]> {
  const program = await startProgram(folder, ['--max-file-bytes', '400000']);
  const missing: Delivery[] = [];
  let acknowledged = 0;
  let ending: Promise<unknown> | undefined;
  await inParallel(deliveries, 24, async delivery => {
    const isLost = ending !== undefined || (losesSome && randomInt(100) < LOST_IN_100);
    const answer = isLost ? undefined : await deliver(program.url, delivery).catch(() => undefined);
    if (answer?.status === 204) acknowledged += 1;
    else missing.push(delivery);
    if (acknowledged >= killAfter) ending ??= program.end('SIGKILL');
  });
  // Where it was not killed in the middle, it is killed between two deliveries.
  await (ending ?? program.end('SIGKILL'));
  return missing;
}

test('10,000 deliveries, lost, repeated and out of order, come to the right badges in Salesforce, each event once', async () => {
  const {events: folder, org, connection} = await start();
  const events = makeEvents();
  const messages = events.map(toDelivery);
  const repeats = Array.from({length: REPEATS}, () => messages[randomInt(MESSAGES)] as Delivery);
  const deliveries = shuffled([...messages, ...repeats]);
  const size = Math.ceil(deliveries.length / ROUNDS);
  let missing: Delivery[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = [...missing, ...deliveries.slice(round * size, (round + 1) * size)];
    const killAfter = round % 2 === 0 ? Math.floor(next.length / 2) : Number.POSITIVE_INFINITY;
    missing = await deliverAll(folder, next, {killAfter, losesSome: true});
    expect((await exportUsers(connection)).streams).toMatchObject([{rejected: 0}]);
  }
  while (missing.length > 0) {
    const killAfter = Number.POSITIVE_INFINITY;
    missing = await deliverAll(folder, missing, {killAfter, losesSome: false});
  }
  await exportUsers(connection);
  const ids = (await storedEvents(folder)).map(({id}) => id);
  expect(ids.toSorted()).toEqual(messages.map(({id}) => id).toSorted());
  const contacts = await org.query('SELECT Email, Title, Cohort_User_ID__c FROM Contact');
  const found = contacts.map(({Email, Title}): [string, string[]] => {
    const names = String(Title ?? '').split(';');
    return [String(Email), names.filter(Boolean).sort()];
  });
  expect(new Map(found)).toEqual(badgesOf(events));
  expect(contacts.map(({Email}) => Email)).toHaveLength(USERS);
  for (const {Email, Cohort_User_ID__c} of contacts) {
    expect(Cohort_User_ID__c).toBe(String(Email).replace(/^user(\d+)@.*$/, 'id-$1'));
  }
  expect((await exportUsers(connection)).streams).toMatchObject([{read: 0, updated: 0}]);
});
