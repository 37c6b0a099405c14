import type {FaultRule} from '../../control/index.js';
import type {Org} from '../org/index.js';

/** The kinds of fault that switch a condition of the org. */
export function conditionActions({conditions}: Org): Record<string, (rule: FaultRule) => void> {
  return {
    'read-only': ({on, fails, status}) => {
      const readOnly = {
        fails: fails === 'calls' ? 'calls' : 'rows',
        status: Number(status ?? 503),
      } as const;
      conditions.readOnly = on === false ? undefined : readOnly;
    },
    'like-timeout': ({on, rows}) => {
      conditions.likeTimeoutRows = on === false ? undefined : Number(rows ?? 0);
    },
    'view-encrypted': ({on}) => {
      conditions.showsEncrypted = on !== false;
    },
  };
}
