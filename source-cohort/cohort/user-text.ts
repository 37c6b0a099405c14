import type {Value} from './generated/types.js';

/** A user to write, as JSON: written once, to be measured and to be sent. */
export type UserText = string & {readonly isUser: true};

export interface WrittenField {
  /** A core field's name or a property's reference id. */
  target: string;
  isCore: boolean;
}

/** Whom a text is about: found by id where there is one, else by email. */
export interface UserIdentity {
  /** Optional extension of the contract. */
  id?: string;
  /** Beside an id: the user's new email. */
  email?: string;
}

/**
 * What is the same in the JSON of all users with these fields is written once; the result takes an email, or an identity, and
 * the values in the order of the fields, undefined for those that are not sent.
 */
export function prepareUserText(
  fields: readonly WrittenField[],
): (user: string | UserIdentity, values: readonly (Value | undefined)[]) => UserText {
  const keys = fields.map(({target}) => `${JSON.stringify(target)}:`);
  const core = indexesOf(fields, true);
  const properties = indexesOf(fields, false);

  function members(indexes: readonly number[], values: readonly (Value | undefined)[]): string {
    let text = '';
    for (const index of indexes) {
      const value = values[index];
      if (value === undefined) continue;
      text += (text === '' ? '' : ',') + keys[index] + JSON.stringify(value);
    }
    return text;
  }

  return (user, values) => {
    const own = members(core, values);
    const custom = members(properties, values);
    const who = JSON.stringify(typeof user === 'string' ? {email: user} : user).slice(0, -1);
    const start = `${who}${own && `,${own}`}`;
    return (custom ? `${start},"properties":{${custom}}}` : `${start}}`) as UserText;
  };
}

function indexesOf(fields: readonly WrittenField[], wanted: boolean): number[] {
  return fields.flatMap(({isCore}, index) => (isCore === wanted ? index : []));
}
