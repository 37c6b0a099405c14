import {tokenize} from '@cohort-salesforce/emulators/salesforce/soql';
import {buildSelect, quoteSoql} from '@cohort-salesforce/source-salesforce/salesforce';
import fc from 'fast-check';
import {expect, test} from 'vitest';

const hostile = fc.oneof(
  fc.string({unit: 'binary'}),
  fc.string({
    unit: fc.constantFrom("'", '"', '\\', '\n', '\r', '\t', '\0', 'u', 'n', '%', '_', '😀'),
  }),
  fc.constantFrom("' OR Name != '", "\\' OR 1=1 --", "\\u0027 OR Id != '", '\\'),
);

test('whatever a text holds, its literal is one token that means exactly that text', () => {
  fc.assert(
    fc.property(hostile, text => {
      const [literal, end, ...more] = tokenize(quoteSoql(text));
      expect(literal).toMatchObject({kind: 'string', text});
      expect(end?.kind).toBe('end');
      expect(more).toEqual([]);
    }),
  );
});

test('a condition on any text stays one condition', () => {
  fc.assert(
    fc.property(hostile, text => {
      const where = [`LastName = ${quoteSoql(text)}`, 'IsDeleted = false'];
      const soql = buildSelect({fields: ['Id'], from: 'Contact', where, limit: 1});
      const kinds = tokenize(soql).map(token => token.kind);
      expect(kinds).toEqual(tokenize(soql.replace(quoteSoql(text), () => "''")).map(t => t.kind));
      expect(kinds.filter(kind => kind === 'string')).toHaveLength(1);
    }),
  );
});

test.each(['Contact; DROP', 'Contact WHERE Id != null', 'Na me', "Name'", '', '__proto__', 'a.'])(
  'the name %j never reaches a query',
  name => {
    expect(() => buildSelect({fields: ['Id'], from: name})).toThrow('is not the API name');
    expect(() => buildSelect({fields: ['Id', name], from: 'Contact'})).toThrow('not the API name');
  },
);
