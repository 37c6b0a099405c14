import {
  configError,
  DigestCollector,
  DigestList,
  ownValue,
  toDigest,
} from '@cohort-salesforce/spec';
import type {Cohort, User, UserGroup} from '../../cohort/index.js';
import type {SelectedFields} from '../incremental-cursor.js';
import {MemberIds} from './member-ids.js';
import type {GroupCondition, UserConditions} from './user-conditions.js';

// Among the selected fields; no property is called so.
const SIGNATURE = '(where)';
// A state of eight million characters; with more members, everything is read each time.
const MAX_MEMBERS_IN_STATE = 1_000_000;

/** Which users meet the config's conditions. Lists and segments are read once, when a run begins. */
export class UserFilter {
  readonly #conditions: UserConditions;
  /** Undefined: no list or segment is asked for. */
  readonly #members: MemberIds | undefined;

  private constructor(conditions: UserConditions, members: MemberIds | undefined) {
    this.#conditions = conditions;
    this.#members = members;
  }

  /** Throws a config error for a list or segment that Cohort does not have. */
  static async open(cohort: Cohort, conditions: UserConditions): Promise<UserFilter> {
    let members: MemberIds | undefined;
    for (const {kind, id} of await findGroups(cohort, conditions.groups)) {
      const found = new MemberIds();
      for await (const page of cohort.readMembers(kind, id)) {
        for (const member of page) if (members?.has(member.id) ?? true) found.add(member.id);
      }
      members = found;
    }
    return new UserFilter(conditions, members);
  }

  accepts(user: User, read: (field: string) => unknown): boolean {
    if (this.#members && !this.#members.has(user.id)) return false;
    return this.#conditions.properties.every(({property, isMet}) => isMet(read(property)));
  }

  /** What a state has to keep, so that the next run knows who has come into the lists since. */
  get state(): {members?: string} {
    if (!this.#members || this.#members.size > MAX_MEMBERS_IN_STATE) return {};
    const collector = new DigestCollector();
    for (const id of this.#members) collector.add(toDigest(id));
    return {members: collector.toText()};
  }

  /** Whether a state tells who was a member. */
  isKnownBy(state: Readonly<Record<string, unknown>>): boolean {
    return !this.#members || typeof ownValue(state, 'members') === 'string';
  }

  /** Whether it was made with these conditions: with others, all users are read again. */
  isFromBefore(state: Readonly<Record<string, unknown>>): boolean {
    return signatureIn(state) === this.#conditions.signature;
  }

  /** The selection with the conditions in it: with others, everything is read again. */
  withSignature(fields: SelectedFields): SelectedFields {
    return {...fields, [SIGNATURE]: this.#conditions.signature};
  }

  /** Members who were none in the run that left this state: they may not have changed since. */
  *entered(state: Readonly<Record<string, unknown>>): Generator<string> {
    const before = new DigestList(String(ownValue(state, 'members') ?? ''));
    for (const id of this.#members ?? []) if (!before.has(toDigest(id))) yield id;
  }
}

/** Whether a state was made with conditions. */
export function isFiltered(state: Readonly<Record<string, unknown>>): boolean {
  return signatureIn(state) !== undefined;
}

function signatureIn(state: Readonly<Record<string, unknown>>): unknown {
  const fields = ownValue(state, 'fields');
  return typeof fields === 'object' && fields !== null
    ? ownValue(fields as Record<string, unknown>, SIGNATURE)
    : undefined;
}

/** The lists and segments with these names. Throws a config error, which begins with `where`, for one that Cohort does not have. */
export async function findGroups(
  cohort: Pick<Cohort, 'readGroups'>,
  wanted: readonly GroupCondition[],
  where = 'where',
): Promise<{kind: GroupCondition['kind']; id: string}[]> {
  const found: {kind: GroupCondition['kind']; id: string}[] = [];
  for (const group of wanted) {
    found.push({kind: group.kind, id: await findGroup(cohort, group, where)});
  }
  return found;
}

async function findGroup(
  cohort: Pick<Cohort, 'readGroups'>,
  {kind, name}: GroupCondition,
  where: string,
): Promise<string> {
  const matches: UserGroup[] = [];
  for await (const page of cohort.readGroups(kind)) {
    matches.push(...page.filter(group => namesOf(group).includes(name)));
  }
  const [only, ...others] = matches;
  const what = kind === 'lists' ? 'list' : 'segment';
  if (!only) throw configError(`${where}: Cohort has no ${what} ${JSON.stringify(name)}.`);
  if (others.length === 0) return only.id;
  throw configError(
    `${where}: Cohort has ${matches.length} ${kind} ${JSON.stringify(name)}. Give the reference id or the id of one of them.`,
  );
}

function namesOf({id, referenceId, name}: UserGroup): unknown[] {
  return [id, referenceId, ...Object.values(name)];
}
