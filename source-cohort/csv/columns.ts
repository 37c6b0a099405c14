import {configError, toReferenceId} from '@cohort-salesforce/spec';

/** A column of a file: the field that it fills, and its heading, by which people know it. */
export interface Column {
  field: string;
  heading: string;
  /** Among the columns of the file. */
  index: number;
}

/** Headings that stand for another field than their own, as the config has them. */
export type Renamed = readonly {heading: string; field: string}[];

/** What each core field may be headed by, in the form of a reference id. */
const CORE_HEADINGS: Readonly<Record<string, readonly string[]>> = {
  id: ['id', 'user_id', 'userid', 'cohort_user_id', 'cohort_id'],
  email: ['email', 'e_mail', 'email_address'],
  firstName: ['firstname', 'first_name'],
  lastName: ['lastname', 'last_name'],
  lang: ['lang', 'language'],
  createdAt: ['createdat', 'created_at', 'creation_date'],
  updatedAt: ['updatedat', 'updated_at', 'last_updated'],
};

/** The field with the date of a file, which stands for the time of each change in it. */
export const EXPORTED_AT = 'exportedAt';

/**
 * A file's headings -> its columns, each with a field of its own. Throws a config error for headings that cannot be told
 * apart, and for a file that has no email addresses.
 */
export function toColumns(
  path: string,
  headings: readonly string[],
  renamed: Renamed = [],
): Column[] {
  const named = headings
    .map((heading, index) => ({heading: heading.trim(), index}))
    .filter(({heading}) => heading !== '');
  const core = coreColumns(named, renamed);
  const columns = named.map(({heading, index}): Column => {
    const field = core.get(heading) ?? propertyOf(heading, named);
    return {field, heading, index};
  });
  requireDistinct(path, columns);
  if (columns.some(({field}) => field === 'email')) return columns;
  throw configError(
    `${path}, line 1: found the headings ${describe(headings)}, expected one for the email address, such as Email, and commas between them. If it has another name, add it to channel.columns; a file that is no export of users does not belong here.`,
  );
}

// The config decides first; then the first heading that means a core field.
function coreColumns(
  named: readonly {heading: string}[],
  renamed: Renamed,
): ReadonlyMap<string, string> {
  const chosen = new Map<string, string>();
  for (const {heading, field} of renamed) {
    if (named.some(each => each.heading === heading)) chosen.set(heading, field);
  }
  const taken = new Set(chosen.values());
  for (const [field, forms] of Object.entries(CORE_HEADINGS)) {
    if (taken.has(field)) continue;
    const isFree = (heading: string, form: string) =>
      !chosen.has(heading) && toReferenceId(heading) === form;
    const found = forms.flatMap(form => named.find(({heading}) => isFree(heading, form)) ?? [])[0];
    if (found) chosen.set(found.heading, field);
  }
  return chosen;
}

// By its reference id, unless another heading has the same one.
function propertyOf(heading: string, named: readonly {heading: string}[]): string {
  const form = toReferenceId(heading);
  const isReserved = form === '' || Object.hasOwn(CORE_HEADINGS, form);
  const same = named.filter(other => toReferenceId(other.heading) === form);
  return isReserved || same.length > 1 ? heading : form;
}

function requireDistinct(path: string, columns: readonly Column[]): void {
  const fields = new Map<string, string>();
  for (const {field, heading} of columns) {
    const earlier = fields.get(field);
    if (earlier !== undefined) {
      throw configError(
        `${path}, line 1: found the headings ${describe([earlier, heading])} for one field, ${JSON.stringify(field)}, expected one of them. Export only one, or tell them apart in channel.columns.`,
      );
    }
    fields.set(field, heading);
  }
}

const MAX_SHOWN = 8;

function describe(headings: readonly string[]): string {
  const shown = headings.slice(0, MAX_SHOWN).map(heading => JSON.stringify(heading.slice(0, 80)));
  const rest = headings.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
