import type {Row, Table} from '../org/index.js';
import type {Session} from '../session/index.js';

/** The owner that an assignment rule gives a record, when the call asks for one or does not refuse. */
export function assignedOwner({org, autoAssign}: Session, {type}: Table): Row {
  if (autoAssign === undefined || /^false$/i.test(autoAssign)) return {};
  const rules = org.conditions.rules.filter(
    rule => rule.object.toLowerCase() === type.name.toLowerCase(),
  );
  const rule = /^true$/i.test(autoAssign)
    ? rules.find(({isActive}) => isActive)
    : rules.find(({id}) => id.slice(0, 15) === autoAssign.slice(0, 15));
  if (!rule || !type.field('OwnerId')) return {};
  return {OwnerId: rule.ownerId};
}
