import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {toConditionLines} from '../../../harness/console/connections/condition-lines.js';
import {saveSettings} from './save-settings.js';

const WHOLE = `# Everything that the page does not edit
salesforce: {client_id: key}
cohort: {}
import:
  enabled: true
  object: Contact
  email_field: Email
  users: all
  where: # paying customers
    - {field: Loyalty_Member__c, op: "=", value: true} # members
    - {field: Name, op: in, value: ["a, b", "12", 'say "hi"']}
    - {value: 12, field: Level__c, op: "!="}
    - field: Email
      op: is_null
      value: false
  fields:
    Tier__c: {property: tier, values: {Gold: 1}, default: 0} # as numbers
    Points__c: {wins: cohort, property: points}
  constants: {origin: Salesforce} # for everybody
export:
  enabled: true
  user_id_field: Cohort_User_ID__c
  users: existing
  where: {segment: gold-tier} # the best
  properties:
    phone: {field: Phone, when: always, values: {none: "-"}}
    lang: {when: create, field: Language__c} # once
  constants: {Source__c: Cohort}
`;

const LINES = ['Loyalty_Member__c = true', 'Name in "a, b", "12", say "hi"', 'Level__c != 12'];

function form(changes: Record<string, string> = {}): [string, string][] {
  const fields = {
    import_enabled: 'on',
    object: 'Contact',
    email_field: 'Email',
    import_users: 'all',
    import_where: [...LINES, 'Email is_null false'].join('\r\n'),
    'property:Tier__c': 'tier',
    'wins:Tier__c': '',
    'default:Tier__c': '0',
    'property:Points__c': 'points',
    'wins:Points__c': 'cohort',
    'default:Points__c': '',
    import_constants: 'origin=Salesforce',
    export_enabled: 'on',
    user_id_field: 'Cohort_User_ID__c',
    export_users: 'existing',
    export_where: 'segment: gold-tier',
    'to:phone': 'Phone',
    'when:phone': '',
    'to:lang': 'Language__c',
    'when:lang': 'create',
    'default_export:phone': '',
    'default_export:lang': '',
    export_constants: 'Source__c=Cohort',
    ...changes,
  };
  const rows = ['Tier__c', 'Points__c'].flatMap(name => [
    ['row', name],
    ['pick', name],
  ]);
  const properties = ['phone', 'lang'].map(name => ['property_row', name]);
  return [...rows, ...properties, ...Object.entries(fields)] as [string, string][];
}

/** What a form with these changes saves. */
async function save(changes: Record<string, string> = {}, before = WHOLE) {
  const {problem, ...saved} = await saveSettings(before, form(changes));
  expect(problem).toBeUndefined();
  return saved;
}

test('conditions, value maps, constants and when are kept byte by byte', async () => {
  expect(toConditionLines(parse(WHOLE).import.where).slice(0, 3)).toEqual(LINES);
  expect((await save()).text).toBe(WHOLE);
});

test('a changed condition leaves the others, and a changed rule the rest of its property, as they are', async () => {
  const {text} = await save({
    import_where: 'Loyalty_Member__c = true\nEmail is_null false\nName in [A, "b, c", 7]',
    export_where: 'segment: gold-tier\nlist: vip\npoints != "12"',
    'when:phone': 'empty',
    'when:lang': '',
    'wins:Points__c': '',
  });
  expect(text).toContain('# paying customers');
  expect(text).toContain('{field: Loyalty_Member__c, op: "=", value: true} # members');
  expect(text).toContain('# as numbers');
  const {import: imported, export: exported} = parse(text);
  expect(imported.where.slice(1)).toEqual([
    {field: 'Email', op: 'is_null', value: false},
    {field: 'Name', op: 'in', value: ['A', 'b, c', 7]},
  ]);
  expect(imported.fields.Points__c).toBe('points');
  expect(exported.where).toEqual([
    {segment: 'gold-tier'},
    {list: 'vip'},
    {property: 'points', op: '!=', value: '12'},
  ]);
  expect(exported.properties).toEqual({
    phone: {field: 'Phone', when: 'empty', values: {none: '-'}},
    lang: 'Language__c',
  });
});

test('constants and defaults are changed, added and removed, and keep their types', async () => {
  const {connection, text} = await save({
    import_constants: 'origin=Salesforce\r\nlevel = 3\r\ncode="007"\r\nis_known=true\r\n',
    export_constants: '',
    'default:Tier__c': '1',
    'default:Points__c': 'none = 0',
    'default_export:lang': '"12"',
  });
  expect(text).toContain('# for everybody');
  expect(connection).toMatchObject({
    import: {
      constants: {origin: 'Salesforce', level: 3, code: '007', is_known: true},
      fields: {
        Tier__c: {property: 'tier', values: {Gold: 1}, default: 1},
        Points__c: {wins: 'cohort', property: 'points', default: 'none = 0'},
      },
    },
    export: {properties: {lang: {when: 'create', field: 'Language__c', default: '12'}}},
  });
  expect(connection.export.constants).toBeUndefined();
  const again = await save({'default:Tier__c': ''}, text);
  expect(again.connection.import.fields.Tier__c).toEqual({property: 'tier', values: {Gold: 1}});
});

test.each([
  ['origin', 'at /import/constants: found "origin", expected property=value'],
  ['=Salesforce', 'at /import/constants: found "=Salesforce", expected property=value'],
  ['origin=a\norigin=b', 'at /import/constants/origin: found it twice, expected one value'],
])('the constants %j are not saved', async (import_constants, reason) => {
  const {problem, text} = await saveSettings(WHOLE, form({import_constants}));
  expect(problem).toContain(reason);
  expect(text).toBe(WHOLE);
});
