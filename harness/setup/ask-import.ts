import type {Prompter} from '../connect/prompter.js';
import type {Connection} from '../generated/types.js';
import {askUsers} from './ask-users.js';
import {finding, type Interview, parseMapping, parseName, parseText} from './interview.js';
import {toChoice} from './offer-choices.js';
import type {Offer} from './offers.js';
import {COMMON_FIELDS, inOrder, proposeProperty, toPropertyName} from './propose-mapping.js';

/** `fieldsOf` throws when the systems can be asked and there is no such object. */
export function askObject(
  interview: Interview,
  fieldsOf: (object: string) => Promise<Offer[]>,
): Promise<{object: string; fields: Offer[]}> {
  return interview.answer({
    flag: 'object',
    text: 'Object that contains the customers (Contact, Lead, Account, User, or a custom one)',
    preset: 'Contact',
    parse: async answer => {
      const object = parseText(answer);
      return {object, fields: await fieldsOf(object)};
    },
  });
}

export interface Chosen {
  object: string;
  fields: readonly Offer[];
  properties: readonly Offer[];
  /** Whether nobody knows which users there are already. */
  isBlind: boolean;
}

export function askEmailField(interview: Interview, fields: readonly Offer[]): Promise<string> {
  const names = fields.map(({name}) => name);
  return interview.answer({
    flag: 'email-field',
    text: 'Field that contains the email address',
    preset: names.find(field => /email/i.test(field)) ?? 'Email',
    ask: finding(inOrder(fields).map(toChoice)),
    parse: parseName(names),
  });
}

/** What to import of an object with these fields (none: not known). */
export async function askImport(
  interview: Interview,
  {object, fields, properties, isBlind}: Chosen,
): Promise<Connection['import']> {
  const names = fields.map(({name}) => name);
  const email_field = await askEmailField(interview, fields);
  const users = isBlind
    ? 'all'
    : await askUsers(interview, {
        flag: 'users',
        text: 'Users to import',
        system: 'Cohort',
      });
  const propose = (field: string) => proposeProperty(field, properties);
  const common = COMMON_FIELDS.filter(field => names.length === 0 || names.includes(field));
  const chosen = await interview.answer({
    flag: 'fields',
    text: 'Fields to import',
    preset: common.slice(0, names.length === 0 ? 2 : undefined).join(',') || undefined,
    ...(fields.length > 0 && {
      ask: askFields(
        fields.filter(({name}) => name !== email_field),
        propose,
      ),
    }),
    parse: parseMapping(names, names.length === 0 ? toPropertyName : propose),
  });
  return {enabled: true, object, email_field, users, fields: chosen};
}

// First which fields, then what they are called in Cohort.
function askFields(fields: readonly Offer[], propose: (field: string) => string) {
  return async (prompter: Prompter, {text, preset = ''}: {text: string; preset?: string}) => {
    const known = new Map(
      preset.split(',').map(pair => {
        const [field = '', property] = pair.split('=').map(side => side.trim());
        return [field, property || propose(field)] as const;
      }),
    );
    const offered = new Set(fields.map(({name}) => name));
    const ticked = await prompter.tick({
      text: `${text} (Tab to tick)`,
      choices: inOrder(fields).map(toChoice),
      ticked: [...known.keys()].filter(field => offered.has(field)),
    });
    const pairs = ticked.map(field => `${field}=${known.get(field) ?? propose(field)}`);
    const shown = pairs.map(pair => `  ${pair.replace('=', ' → ')}`);
    const changes = await prompter.ask(
      [
        'In Cohort they become:',
        ...shown,
        'Press Enter to accept, or type Field=property to change one',
      ].join('\n'),
    );
    return [...pairs, changes].filter(Boolean).join(',');
  };
}
