import type {FaultRule} from '../control/index.js';
import {type Behavior, usualBehavior} from './merchant/behavior.js';
import type {Merchants} from './merchant/make-merchants.js';

const OUTCOMES = ['failed', 'stuck', 'lost'] as const;

/** How the merchants behave at the start and after each reset. */
export function startingBehavior(options: {usersById?: boolean}): Behavior {
  return {...usualBehavior, usersById: options.usersById ?? true};
}

/** The kinds of fault that switch how the merchants behave. */
export function behaviorActions(behavior: Behavior, merchants: () => Merchants) {
  return {
    'users-by-id': ({on}: FaultRule) => {
      behavior.usersById = on !== false;
    },
    'adapt-values': ({on}: FaultRule) => {
      behavior.adaptsValues = on !== false;
    },
    jobs: ({outcome, polls = 1, late}: FaultRule) => {
      behavior.jobs = OUTCOMES.find(known => known === outcome) ?? 'done';
      behavior.jobPolls = Number(polls);
      behavior.jobsWriteLate = late === true;
      if (behavior.jobsWriteLate) return;
      for (const {lateJobs} of Object.values(merchants())) for (const end of lateJobs) end();
    },
    'late-users': ({visibleAfterMs}: FaultRule) => {
      behavior.visibleAfterMs = Number(visibleAfterMs ?? 0);
      if (behavior.visibleAfterMs > 0) return;
      for (const {users} of Object.values(merchants())) users.showAll();
    },
  };
}
