import {defineSource, runSource} from '../../../spec/index.js';
import {type NullConfig, specification, validateConfig} from './specification.js';

const BATCH = 500;

/** A source that costs nothing but the protocol: the same records again and again. */
await runSource(
  defineSource<NullConfig, NullConfig>({
    name: 'null-source',
    specification,
    validateConfig,
    connect: async config => config,
    check: async () => 'It works.',
    discover: async () => [],
    read: async function* ({records = 1000, fields = 20}) {
      const values = Array.from({length: fields}, (_, index) => [
        `field_${index}`,
        `value ${index}`,
      ]);
      const batch = Array.from({length: BATCH}, (_, index) =>
        JSON.stringify({id: index, email: `p${index}@example.com`, ...Object.fromEntries(values)}),
      );
      for (let sent = 0; sent < records; sent += BATCH) {
        yield {kind: 'records', records: batch.slice(0, Math.min(BATCH, records - sent))};
        if ((sent / BATCH) % 20 === 19) yield {kind: 'state', state: {sent: sent + BATCH}};
      }
    },
  }),
);
