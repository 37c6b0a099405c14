import {type ConfiguredAirbyteCatalog, parseMessage, readLines} from '@cohort-salesforce/spec';
import {writeFileAtomically} from '../store/write-file-atomically.js';
import type {ConnectorSpec} from './connector-spec.js';
import type {RunContext} from './run-context.js';

type Data = Readonly<Record<string, unknown>>;

/** Runs a source's read to its end and shows each record to `use`; resolves with whether it ended well. */
export async function readRecords(
  runContext: RunContext,
  connectorSpec: ConnectorSpec,
  {
    catalog,
    catalogFile,
    state,
    use,
    useState,
  }: {
    catalog: ConfiguredAirbyteCatalog;
    catalogFile: string;
    state?: string | undefined;
    use(data: Data): void | Promise<void>;
    useState?(state: unknown): void;
  },
): Promise<boolean> {
  await writeFileAtomically(catalogFile, JSON.stringify(catalog));
  const known = runContext.problems.length;
  const {connector, listener, log} = await runContext.start(connectorSpec, 'read', {
    catalog: catalogFile,
    state,
  });
  connector.stdin.end();
  const stop = () => connector.stop();
  runContext.signal.addEventListener('abort', stop);
  for await (const lines of readLines(connector.stdout)) {
    for (const [index, line] of lines.entries()) {
      if (line.length === 0) continue;
      const message = parseMessage(line, index + 1);
      if (message.type === 'RECORD') await use(message.record.data);
      else if (message.type === 'STATE') useState?.(message.state);
      else if (message.type === 'UNKNOWN') log('INFO', line.toString());
      else await listener.handle(message);
    }
  }
  const {code} = await connector.exited;
  runContext.signal.removeEventListener('abort', stop);
  return code === 0 && runContext.problems.length === known;
}
