import {expect, test} from 'vitest';
import type {Connection} from '../../../harness/generated/types.js';
import {RunLimits} from '../../../harness/sync/run-limits.js';

function limitsOf(
  limits: Connection['limits'],
  {
    linked = 0,
    allowChanges,
    calls = 0,
  }: {linked?: number; allowChanges?: number; calls?: number} = {},
) {
  type Options = ConstructorParameters<typeof RunLimits>[0];
  const options = {
    loaded: {connection: {limits}},
    flags: {allowChanges},
    runContext: {apiCalls: {salesforce: calls, cohort: 99}},
  } as unknown as Options;
  const links = {exists: linked > 0, with: async () => linked} as unknown as ConstructorParameters<
    typeof RunLimits
  >[1];
  return new RunLimits(options, links);
}

test.each([
  [undefined, {}, {}],
  [{max_changes: 7}, {}, {max_changes: 7}],
  [{max_changes: '10%'}, {linked: 45}, {max_changes: 5}],
  [{max_changes: '10%'}, {linked: 0}, {}],
  [{max_changes: 7}, {allowChanges: 50}, {max_changes: 50}],
  [undefined, {allowChanges: 50}, {max_changes: 50}],
])('the limits %j in a run with %j become the settings %j', async (limits, run, settings) => {
  expect(await limitsOf(limits, run).changeSettings()).toEqual(settings);
});

test('what one direction has changed is not left to the next', async () => {
  const limits = limitsOf({max_changes: 7});
  limits.note(new Map([['Contact', {created: 2, updated: 1}]]));
  expect(await limits.changeSettings()).toEqual({max_changes: 4});
  limits.note(new Map([['users', {created: 9, updated: 0}]]));
  expect(await limits.changeSettings()).toEqual({max_changes: 0});
});

test('calls of Salesforce are limited to what the run has left; those of Cohort are not', () => {
  expect(limitsOf({api_calls: 30}, {calls: 12}).callSettings('salesforce')).toEqual({
    max_api_calls: 18,
  });
  expect(limitsOf({api_calls: 30}, {calls: 40}).callSettings('salesforce')).toEqual({
    max_api_calls: 0,
  });
  expect(limitsOf({api_calls: 30}).callSettings('cohort')).toEqual({});
  expect(limitsOf({max_changes: 1}).callSettings('salesforce')).toEqual({});
});
