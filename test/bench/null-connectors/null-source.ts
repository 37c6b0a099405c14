import {defineSource, runSource} from '@cohort-salesforce/spec';
import {type NullConfig, specification, validateConfig} from './specification.js';

const BATCH = 500;
const FIELDS = 18;

/** A source that costs nothing but the protocol: the same records again and again. */
await runSource(
  defineSource<NullConfig, NullConfig>({
    name: 'null-source',
    specification,
    validateConfig,
    connect: async config => config,
    check: async () => 'It works.',
    discover: async () => [],
    read: async function* ({records = 1000, record_bytes: bytes = 600}) {
      const batch = Array.from({length: BATCH}, (_, index) => recordOf(index, bytes));
      for (let sent = 0; sent < records; sent += BATCH) {
        yield {kind: 'records', records: batch.slice(0, Math.min(BATCH, records - sent))};
        if ((sent / BATCH) % 20 === 19) yield {kind: 'state', state: {sent: sent + BATCH}};
      }
    },
  }),
);

// As long as was asked for, whatever its number.
function recordOf(index: number, bytes: number): string {
  const names = Array.from({length: FIELDS}, (_, field) => `field_${field}`);
  const withValues = (value: string) =>
    JSON.stringify({
      id: index,
      email: `p${index}@example.com`,
      ...Object.fromEntries(names.map(name => [name, value])),
      rest: '',
    });
  const room = Math.max(0, bytes - withValues('').length);
  const text = withValues('v'.repeat(Math.floor(room / FIELDS)));
  return text.replace(/"}$/, `${'v'.repeat(room % FIELDS)}"}`);
}
