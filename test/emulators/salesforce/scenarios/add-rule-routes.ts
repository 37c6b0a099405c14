import type {FastifyInstance} from 'fastify';
import type {Context} from '../context.js';
import {type AssignmentRule, type Org, recordId, type Trigger} from '../org/index.js';
import {ScenarioError} from './scenario-error.js';

const transforms = ['set', 'keep', 'lower', 'upper', 'prefix', 'suffix', 'truncate', 'round'];

/** Triggers, assignment rules and records that a user cannot see: each listed, added and removed. */
export function addRuleRoutes(app: FastifyInstance, {org, tokens}: Context): void {
  const {conditions} = org;
  app.get('/__emulator/triggers', async () => conditions.triggers);
  app.post<{Body: Trigger}>('/__emulator/triggers', async ({body}) => {
    conditions.triggers.push(checkTrigger(org, body));
    return conditions.triggers;
  });
  app.delete('/__emulator/triggers', async () => {
    conditions.triggers = [];
    return {};
  });
  app.post<{Body: Partial<AssignmentRule>}>('/__emulator/assignment-rules', async ({body}) => {
    const rule = newRule(org, body);
    conditions.rules.push(rule);
    return rule;
  });
  app.delete('/__emulator/assignment-rules', async () => {
    conditions.rules = [];
    return {};
  });
  app.post<{Body: {ids: string[]; username?: string}}>('/__emulator/hide', async ({body}) => {
    const account = tokens.account(body.username ?? 'integration@example.com');
    if (!account) throw new ScenarioError(`no user ${body.username}`);
    conditions.hide(account.userId, body.ids);
    return {};
  });
  app.delete('/__emulator/hide', async () => {
    conditions.showAll();
    return {};
  });
}

function checkTrigger(org: Org, trigger: Trigger): Trigger {
  const field = org.table(trigger.object)?.type.field(trigger.field);
  if (!field) throw new ScenarioError(`no field ${trigger.object}.${trigger.field}`);
  if (transforms.includes(trigger.transform)) return {...trigger, field: field.name};
  throw new ScenarioError(`transform must be one of: ${transforms.join(', ')}`);
}

function newRule({conditions, adminId}: Org, rule: Partial<AssignmentRule>): AssignmentRule {
  const {object = 'Lead', ownerId = adminId, isActive = true} = rule;
  // One rule of an object is active at a time.
  if (isActive)
    for (const other of conditions.rules) if (other.object === object) other.isActive = false;
  return {id: recordId('01Q', conditions.rules.length), object, ownerId, isActive};
}
