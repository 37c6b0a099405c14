import {
  COHORT_REFUSALS,
  type Cohort,
  prepareUserText,
  type User,
  type UserResult,
} from '@cohort-salesforce/source-cohort/cohort';
import {
  type ChangeLimit,
  type ChangeLog,
  type InputRecord,
  type RecordResult,
  type SendingHistory,
  sendInParts,
  toEmailKey,
} from '@cohort-salesforce/spec';
import {changesOf} from './compare-user.js';
import {cutParts} from './cut-parts.js';
import type {DryRun} from './dry-run.js';
import {withFirstResults} from './first-results.js';
import {type IncomingUser, toIncomingUser} from './incoming-user.js';
import {isDeletedRecord} from './is-deleted-record.js';
import {KeyLocks} from './key-locks.js';
import {LookupPolicy} from './lookup-policy.js';
import {NewestRecords} from './newest-records.js';
import {type Preparation, type PreparedUser, prepareUser} from './prepare-user.js';
import {toRejection} from './to-rejection.js';
import {bytesOf, recordWrite, type Write} from './user-write.js';

export interface UserWriterOptions extends Preparation {
  cohort: Cohort;
  /** Whether users that Cohort does not have are created. */
  creates: boolean;
  /** The field that says whether a record is deleted: such a record writes nothing. */
  deletedField: string;
  /** When set, nothing is written. */
  dryRun: DryRun | undefined;
  /** How much may be written, where that is limited. */
  changeLimit: ChangeLimit | undefined;
  /** Records what is written, where that is wanted. */
  changeLog: ChangeLog | undefined;
}

interface LookUp {
  /** By normalized email. */
  users: Map<string, User>;
  /** Whom Cohort does not look up: writing them will tell what is wrong with them. */
  refused: Set<IncomingUser>;
}

/** Writes batches of records: looks up, compares, sends what differs, and judges each record. */
export class UserWriter {
  readonly #options: UserWriterOptions;
  readonly #newest: NewestRecords;
  readonly #locks = new KeyLocks();
  readonly #lookups = new LookupPolicy();
  readonly #lookedUp: SendingHistory = {isAnyTaken: false};
  readonly #sent: SendingHistory = {isAnyTaken: false};
  readonly #toText: ReturnType<typeof prepareUserText>;

  constructor(options: UserWriterOptions) {
    this.#options = options;
    this.#newest = new NewestRecords(options.fields.length);
    this.#toText = prepareUserText(options.fields);
  }

  /** One result for each record, in order. */
  async write(records: readonly InputRecord[]): Promise<readonly RecordResult[]> {
    const results: RecordResult[] = [];
    const groups = new Map<string, PreparedUser[]>();
    for (const [index, record] of records.entries()) {
      if (isDeletedRecord(record.data, this.#options.deletedField)) {
        results[index] = {status: 'unchanged'};
        continue;
      }
      const prepared = prepareUser(record, index, this.#options);
      const group = 'status' in prepared ? undefined : groups.get(prepared.key);
      if ('status' in prepared) results[index] = prepared;
      else if (group) group.push(prepared);
      else groups.set(prepared.key, [prepared]);
    }
    const release = await this.#locks.acquire([...groups.keys()]);
    try {
      await this.#writeGroups([...groups.values()], results);
    } finally {
      release();
    }
    return results;
  }

  /** Each group holds the records of one email. */
  async #writeGroups(groups: readonly PreparedUser[][], results: RecordResult[]): Promise<void> {
    const incomingUsers: IncomingUser[] = [];
    for (const group of groups) {
      for (const {index} of group) results[index] = {status: 'duplicate'};
      const incomingUser = toIncomingUser(group, this.#newest);
      if (incomingUser) incomingUsers.push(incomingUser);
    }
    const writes = this.#mustLookUp()
      ? await this.#compare(incomingUsers, results)
      : incomingUsers.map(incomingUser => this.#decideUnseen(incomingUser));
    await this.#send(writes, results);
  }

  #mustLookUp(): boolean {
    const {creates, dryRun, changeLimit} = this.#options;
    // Sent unseen, nobody knows beforehand what is a change.
    const isCounted = dryRun !== undefined || changeLimit !== undefined;
    return !creates || isCounted || this.#lookups.isThere;
  }

  /** Looks users up, and resolves those of whom nothing is to be written. */
  async #compare(
    incomingUsers: readonly IncomingUser[],
    results: RecordResult[],
  ): Promise<Write[]> {
    const {users, refused} = await this.#lookUp(incomingUsers);
    const writes: Write[] = [];
    for (const incomingUser of incomingUsers) {
      if (refused.has(incomingUser) && !this.#options.dryRun) {
        writes.push(this.#decideUnseen(incomingUser));
        continue;
      }
      if (incomingUser.isFirst) this.#lookups.note(users.has(incomingUser.key));
      const write = this.#decide(incomingUser, users.get(incomingUser.key));
      if (write) writes.push(write);
      else resolve(incomingUser, 'unchanged', results);
    }
    return writes;
  }

  async #lookUp(incomingUsers: readonly IncomingUser[]): Promise<LookUp> {
    const {cohort, fields} = this.#options;
    const refused = new Set<IncomingUser>();
    const targets = fields.filter(({exists}) => exists).map(({target}) => target);
    const parts = cutParts(incomingUsers, {items: cohort.settings.lookup_size});
    const found = await Promise.all(
      parts.map(part =>
        sendInParts<IncomingUser, User>(part, {
          ...COHORT_REFUSALS,
          send: some =>
            cohort.lookUpUsers(
              some.map(({email}) => email),
              targets,
            ),
          refused: incomingUser => {
            refused.add(incomingUser);
            return [];
          },
          probe: () => cohort.lookUpUsers([], targets),
          history: this.#lookedUp,
        }),
      ),
    );
    const users = new Map(found.flat().map(user => [toEmailKey(user.email), user]));
    return {users, refused};
  }

  #decide(incomingUser: IncomingUser, user: User | undefined): Write | undefined {
    const {fields, creates, dryRun} = this.#options;
    const changes = changesOf(user, incomingUser.values, fields);
    if (user ? !changes : !creates) return undefined;
    // In a dry run, who would be there by now is not.
    const isThere = user !== undefined || (dryRun !== undefined && !incomingUser.isFirst);
    const expected = isThere ? 'updated' : 'created';
    const {email} = incomingUser;
    dryRun?.show({result: expected, email, user, changes: changes ?? []});
    const text = this.#toText(email, changes ?? []);
    return {incomingUser, expected, user, changes: changes ?? [], text};
  }

  /** All of its values, as nobody knows which of them Cohort has. */
  #decideUnseen(incomingUser: IncomingUser): Write {
    const text = this.#toText(incomingUser.email, incomingUser.values);
    const changes = incomingUser.values;
    return {incomingUser, expected: undefined, user: undefined, changes, text};
  }

  async #send(writes: readonly Write[], results: RecordResult[]): Promise<void> {
    const {cohort, dryRun} = this.#options;
    if (dryRun) {
      for (const {incomingUser, expected = 'created'} of writes) {
        resolve(incomingUser, expected, results);
      }
      dryRun.flush();
      return;
    }
    this.#options.changeLimit?.reserve(writes.length);
    const {batch_size, batch_bytes} = cohort.settings;
    const parts = cutParts(writes, {items: batch_size, bytes: batch_bytes}, bytesOf);
    const answers = await Promise.all(parts.map(part => this.#sendPart(part)));
    for (const [index, answer] of answers.flat().entries()) {
      const write = writes[index];
      if (write) await this.#judge(write, answer, results);
    }
    this.#options.changeLog?.flush();
  }

  #sendPart(part: readonly Write[]): Promise<UserResult[]> {
    const {cohort, creates} = this.#options;
    return sendInParts<Write, UserResult>(part, {
      ...COHORT_REFUSALS,
      send: async writes => {
        const texts = writes.map(({text}) => text);
        const {results, repeated} = await cohort.writeUsers(creates ? 'upsert' : 'update', texts);
        if (repeated) return withFirstResults(writes, results);
        this.#noteUnseen(writes, results);
        return results;
      },
      refused: (_, refusal) => [{index: 0, status: 'invalid', error: refusal}],
      probe: () => cohort.writeUsers(creates ? 'upsert' : 'update', []),
      history: this.#sent,
    });
  }

  #noteUnseen(writes: readonly Write[], results: readonly UserResult[]): void {
    for (const [index, {incomingUser, expected}] of writes.entries()) {
      const status = results[index]?.status;
      if (expected !== undefined || !incomingUser.isFirst || status === 'invalid') continue;
      this.#lookups.note(status !== 'created');
    }
  }

  async #judge(write: Write, {status, error, id}: UserResult, results: RecordResult[]) {
    const {incomingUser} = write;
    if (status !== 'created' && status !== 'updated') this.#options.changeLimit?.release();
    else recordWrite(write, {result: status, id}, this.#options);
    if (status !== 'invalid') {
      // Gone since it was looked up: as little to do as for one that was never there.
      resolve(incomingUser, status === 'not_found' ? 'unchanged' : status, results);
      return;
    }
    const {group, winner} = incomingUser;
    this.#newest.restore(incomingUser);
    if (group.length === 1) {
      results[winner.index] = toRejection(winner.email, error, this.#options.fields);
      return;
    }
    // One of several is at fault: each is tried by itself, from the oldest on.
    for (const user of group) await this.#writeGroups([[user]], results);
  }
}

function resolve(
  {winner, isLate}: IncomingUser,
  status: 'created' | 'updated' | 'unchanged',
  results: RecordResult[],
): void {
  results[winner.index] = {status: isLate && status === 'unchanged' ? 'duplicate' : status};
}
