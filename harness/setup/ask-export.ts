import type {Prompter} from '../connect/prompter.js';
import type {Connection} from '../generated/types.js';
import {askUsers} from './ask-users.js';
import {
  choosing,
  finding,
  type Interview,
  parseMapping,
  parseName,
  parseValues,
  parseYesNo,
} from './interview.js';
import {toChoice} from './offer-choices.js';
import type {Offer, Target} from './offers.js';
import {inOrder, type Pairs, proposeField} from './propose-mapping.js';

export interface Exportable {
  object: string;
  properties: readonly Offer[];
  target: Target;
  imported: Pairs;
}

export async function askIsExported(interview: Interview): Promise<boolean> {
  return interview.answer({
    flag: 'export',
    text: 'Also export users from Cohort to Salesforce',
    preset: 'no',
    ask: choosing([
      {value: 'no', label: 'No'},
      {value: 'yes', label: 'Yes'},
    ]),
    parse: parseYesNo,
  });
}

/** What to export to an object with these fields (none: not known), of users with these properties. */
export async function askExport(
  interview: Interview,
  {object, properties, target, imported}: Exportable,
): Promise<Connection['export']> {
  const fields = inOrder(target.writable);
  const names = fields.map(({name}) => name);
  const user_id_field = await interview.answer({
    flag: 'user-id-field',
    text: 'Field in which the Cohort User ID is stored (a separate text field)',
    preset: names.find(field => /cohort.*id/i.test(field)),
    ask: finding(fields.filter(({type}) => type === 'string').map(toChoice)),
    parse: parseName(names),
  });
  const users = await askUsers(interview, {
    flag: 'export-users',
    text: 'Users to export',
    system: 'Salesforce',
  });
  const isFree = ({name}: Offer) => name !== user_id_field;
  const chosen = await askProperties(interview, {
    properties,
    imported,
    fields: fields.filter(isFree),
  });
  const needed = users === 'all' ? target.required : [];
  const create_defaults = await askDefaults(interview, {object, needed, chosen});
  return {enabled: true, user_id_field, users, properties: chosen, ...create_defaults};
}

interface Mappable {
  properties: readonly Offer[];
  imported: Pairs;
  fields: readonly Offer[];
}

function askProperties(interview: Interview, mappable: Mappable): Promise<Record<string, string>> {
  const {properties, imported, fields} = mappable;
  const known = new Map(properties.map(offer => [offer.name, offer]));
  for (const name of Object.values(imported)) {
    if (!known.has(name)) known.set(name, {name, label: name, type: 'as imported'});
  }
  const proposed = new Map(
    [...known.values()].flatMap(offer => {
      const field = OWN_PROPERTIES.has(offer.name) ? undefined : proposeField(offer, mappable);
      return field === undefined ? [] : [[offer.name, field] as const];
    }),
  );
  const isOffered = properties.length > 0;
  const back = Object.values(imported).filter(name => proposed.has(name));
  return interview.answer({
    flag: 'properties',
    text: 'Properties to export',
    preset: back.map(name => `${name}=${proposed.get(name)}`).join(','),
    ...(isOffered && {
      ask: askPairs(
        [...known.values()].filter(({name}) => !OWN_PROPERTIES.has(name)),
        {proposed, fields},
      ),
    }),
    parse: parseMapping(
      isOffered ? [...known.keys()] : [],
      name => proposed.get(name) ?? name,
      fields.map(({name}) => name),
    ),
  });
}

// What Cohort itself gives and nobody writes back.
const OWN_PROPERTIES: ReadonlySet<string> = new Set(['id', 'email', 'createdAt', 'updatedAt']);

function askPairs(
  properties: readonly Offer[],
  {proposed, fields}: {proposed: ReadonlyMap<string, string>; fields: readonly Offer[]},
) {
  return async (prompter: Prompter, {text, preset = ''}: {text: string; preset?: string}) => {
    const known = new Map(
      preset.split(',').map(pair => pair.split('=').map(side => side.trim()) as [string, string]),
    );
    const fieldOf = (name: string) => known.get(name) ?? proposed.get(name);
    const ticked = await prompter.tick({
      text: `${text} (Tab to tick)`,
      choices: properties.map(offer => {
        const field = fieldOf(offer.name);
        const {label} = toChoice(offer);
        return {value: offer.name, label: field === undefined ? label : `${label} → ${field}`};
      }),
      ticked: properties.map(({name}) => name).filter(name => known.has(name)),
    });
    const pairs: string[] = [];
    for (const name of ticked) {
      const question = {text: `Field for ${name}`, choices: inOrder(fields).map(toChoice)};
      pairs.push(`${name}=${fieldOf(name) ?? (await prompter.find(question))}`);
    }
    return pairs.join(',');
  };
}

// Salesforce creates no record without them, and not every user has them.
async function askDefaults(
  interview: Interview,
  {object, needed, chosen}: {object: string; needed: readonly string[]; chosen: Pairs},
): Promise<Pick<NonNullable<Connection['export']>, 'create_defaults'>> {
  if (needed.length === 0) return {};
  const mapped = Object.values(chosen);
  const isMapped = needed.every(field => mapped.includes(field));
  const create_defaults = await interview.answer({
    flag: 'create-defaults',
    text: `A new ${object} needs ${needed.join(', ')}. Values for users without one, as Field=value, with commas between`,
    // What is mapped may be left to the property; everything else must be given.
    preset: interview.isInteractive ? needed.map(field => `${field}=Unknown`).join(',') : '',
    parse: answer => {
      if (answer === '' && isMapped) return {};
      return parseValues(answer, {
        allowed: needed,
        needed: needed.filter(field => !mapped.includes(field)),
      });
    },
  });
  return Object.keys(create_defaults).length > 0 ? {create_defaults} : {};
}
