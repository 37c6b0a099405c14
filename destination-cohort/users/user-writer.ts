import {
  COHORT_REFUSALS,
  type Cohort,
  prepareUserText,
  type User,
  type UserText,
  type UserVerdict,
} from '../../source-cohort/cohort/index.js';
import {
  type InputRecord,
  type SendingHistory,
  sendInParts,
  toEmailKey,
  type Verdict,
} from '../../spec/index.js';
import {type Candidate, toCandidate} from './candidate.js';
import {changesOf} from './compare-user.js';
import {cutParts} from './cut-parts.js';
import type {DryRun} from './dry-run.js';
import {isDeletedRecord} from './is-deleted-record.js';
import {KeyLocks} from './key-locks.js';
import {LookupNeed} from './lookup-need.js';
import {NewestRecords} from './newest-records.js';
import {type Preparation, type PreparedUser, prepareUser} from './prepare-user.js';
import {toRejection} from './to-rejection.js';

export interface UserWriterOptions extends Preparation {
  cohort: Cohort;
  /** Whether users that Cohort does not have are created. */
  creates: boolean;
  /** The field that says whether a record is deleted: such a record writes nothing. */
  deletedField: string;
  /** When set, nothing is written. */
  dryRun: DryRun | undefined;
}

/** A user that is not yet as it shall be. */
interface Write {
  candidate: Candidate;
  /** What the look-up lets expect; undefined: it was not looked up. */
  expected: 'created' | 'updated' | undefined;
  text: UserText;
}

interface LookUp {
  /** By normalized email. */
  users: Map<string, User>;
  /** Whom Cohort does not look up: writing them will tell what is wrong with them. */
  refused: Set<Candidate>;
}

/** Writes batches of records: looks up, compares, sends what differs, and judges each record. */
export class UserWriter {
  readonly #options: UserWriterOptions;
  readonly #newest: NewestRecords;
  readonly #locks = new KeyLocks();
  readonly #lookups = new LookupNeed();
  readonly #lookedUp: SendingHistory = {isAnyTaken: false};
  readonly #sent: SendingHistory = {isAnyTaken: false};
  readonly #toText: ReturnType<typeof prepareUserText>;

  constructor(options: UserWriterOptions) {
    this.#options = options;
    this.#newest = new NewestRecords(options.fields.length);
    this.#toText = prepareUserText(options.fields);
  }

  /** One verdict for each record, in order. */
  async write(records: readonly InputRecord[]): Promise<readonly Verdict[]> {
    const verdicts: Verdict[] = [];
    const groups = new Map<string, PreparedUser[]>();
    for (const [index, record] of records.entries()) {
      if (isDeletedRecord(record.data, this.#options.deletedField)) {
        verdicts[index] = {status: 'unchanged'};
        continue;
      }
      const prepared = prepareUser(record, index, this.#options);
      const group = 'status' in prepared ? undefined : groups.get(prepared.key);
      if ('status' in prepared) verdicts[index] = prepared;
      else if (group) group.push(prepared);
      else groups.set(prepared.key, [prepared]);
    }
    const release = await this.#locks.acquire([...groups.keys()]);
    try {
      await this.#writeGroups([...groups.values()], verdicts);
    } finally {
      release();
    }
    return verdicts;
  }

  /** Each group holds the records of one email. */
  async #writeGroups(groups: readonly PreparedUser[][], verdicts: Verdict[]): Promise<void> {
    const candidates: Candidate[] = [];
    for (const group of groups) {
      for (const {index} of group) verdicts[index] = {status: 'superseded'};
      const candidate = toCandidate(group, this.#newest);
      if (candidate) candidates.push(candidate);
    }
    const writes = this.#mustLookUp()
      ? await this.#compare(candidates, verdicts)
      : candidates.map(candidate => this.#decideUnseen(candidate));
    await this.#send(writes, verdicts);
  }

  #mustLookUp(): boolean {
    const {creates, dryRun} = this.#options;
    return !creates || dryRun !== undefined || this.#lookups.isThere;
  }

  /** Looks users up, and settles those of whom nothing is to be written. */
  async #compare(candidates: readonly Candidate[], verdicts: Verdict[]): Promise<Write[]> {
    const {users, refused} = await this.#lookUp(candidates);
    const writes: Write[] = [];
    for (const candidate of candidates) {
      if (refused.has(candidate) && !this.#options.dryRun) {
        writes.push(this.#decideUnseen(candidate));
        continue;
      }
      if (candidate.isFirst) this.#lookups.note(users.has(candidate.key));
      const write = this.#decide(candidate, users.get(candidate.key));
      if (write) writes.push(write);
      else settle(candidate, 'unchanged', verdicts);
    }
    return writes;
  }

  async #lookUp(candidates: readonly Candidate[]): Promise<LookUp> {
    const {cohort, fields} = this.#options;
    const refused = new Set<Candidate>();
    const targets = fields.filter(({exists}) => exists).map(({target}) => target);
    const parts = cutParts(candidates, {items: cohort.settings.lookup_size});
    const found = await Promise.all(
      parts.map(part =>
        sendInParts<Candidate, User>(part, {
          ...COHORT_REFUSALS,
          send: some =>
            cohort.lookUpUsers(
              some.map(({email}) => email),
              targets,
            ),
          refused: candidate => {
            refused.add(candidate);
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

  #decide(candidate: Candidate, user: User | undefined): Write | undefined {
    const {fields, creates, dryRun} = this.#options;
    const changes = changesOf(user, candidate.values, fields);
    if (user ? !changes : !creates) return undefined;
    // In a dry run, who would be there by now is not.
    const isThere = user !== undefined || (dryRun !== undefined && !candidate.isFirst);
    const expected = isThere ? 'updated' : 'created';
    const {email} = candidate;
    dryRun?.show({verdict: expected, email, user, changes: changes ?? []});
    return {candidate, expected, text: this.#toText(email, changes ?? [])};
  }

  /** All of its values, as nobody knows which of them Cohort has. */
  #decideUnseen(candidate: Candidate): Write {
    const text = this.#toText(candidate.email, candidate.values);
    return {candidate, expected: undefined, text};
  }

  async #send(writes: readonly Write[], verdicts: Verdict[]): Promise<void> {
    const {cohort, dryRun} = this.#options;
    if (dryRun) {
      for (const {candidate, expected = 'created'} of writes) {
        settle(candidate, expected, verdicts);
      }
      return;
    }
    const {batch_size, batch_bytes} = cohort.settings;
    const parts = cutParts(writes, {items: batch_size, bytes: batch_bytes}, bytesOf);
    const answers = await Promise.all(parts.map(part => this.#sendPart(part)));
    for (const [index, answer] of answers.flat().entries()) {
      const write = writes[index];
      if (write) await this.#judge(write, answer, verdicts);
    }
  }

  #sendPart(part: readonly Write[]): Promise<UserVerdict[]> {
    const {cohort, creates} = this.#options;
    return sendInParts<Write, UserVerdict>(part, {
      ...COHORT_REFUSALS,
      send: async writes => {
        const texts = writes.map(({text}) => text);
        const {verdicts, repeated} = await cohort.writeUsers(creates ? 'upsert' : 'update', texts);
        if (repeated) return withFirstVerdicts(writes, verdicts);
        this.#noteUnseen(writes, verdicts);
        return verdicts;
      },
      refused: (_, refusal) => [{index: 0, status: 'invalid', error: refusal}],
      probe: () => cohort.writeUsers(creates ? 'upsert' : 'update', []),
      history: this.#sent,
    });
  }

  #noteUnseen(writes: readonly Write[], verdicts: readonly UserVerdict[]): void {
    for (const [index, {candidate, expected}] of writes.entries()) {
      const status = verdicts[index]?.status;
      if (expected !== undefined || !candidate.isFirst || status === 'invalid') continue;
      this.#lookups.note(status !== 'created');
    }
  }

  async #judge({candidate}: Write, {status, error}: UserVerdict, verdicts: Verdict[]) {
    if (status !== 'invalid') {
      // Gone since it was looked up: as little to do as for one that was never there.
      settle(candidate, status === 'not_found' ? 'unchanged' : status, verdicts);
      return;
    }
    const {group, leader} = candidate;
    this.#newest.restore(candidate);
    if (group.length === 1) {
      verdicts[leader.index] = toRejection(leader.email, error, this.#options.fields);
      return;
    }
    // One of several is at fault: each is tried by itself, from the oldest on.
    for (const user of group) await this.#writeGroups([[user]], verdicts);
  }
}

// What looks unchanged was done by the first sending, though its answer was lost.
function withFirstVerdicts(
  writes: readonly Write[],
  verdicts: readonly UserVerdict[],
): UserVerdict[] {
  return verdicts.map((verdict, index) => {
    if (verdict.status !== 'unchanged') return verdict;
    const {expected, candidate} = writes[index] ?? {};
    return {...verdict, status: expected ?? (candidate?.isFirst ? 'created' : 'updated')};
  });
}

function settle(
  {leader, isLate}: Candidate,
  status: 'created' | 'updated' | 'unchanged',
  verdicts: Verdict[],
): void {
  verdicts[leader.index] = {status: isLate && status === 'unchanged' ? 'superseded' : status};
}

function bytesOf({text}: Write): number {
  return Buffer.byteLength(text);
}
