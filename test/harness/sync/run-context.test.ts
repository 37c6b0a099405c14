import {resolve} from 'node:path';
import {expect, test} from 'vitest';
import {toProgram} from '../../../harness/connector/find-program.js';
import type {RunLog} from '../../../harness/report/run-log.js';
import type {Lock} from '../../../harness/store/lock.js';
import {
  identifyProcess,
  isAlive,
  type ProcessIdentity,
} from '../../../harness/store/process-identity.js';
import {RunContext} from '../../../harness/sync/run-context.js';
import {Fixture} from '../fixture.js';

test('a connector that cannot be noted in the lock, as on a full disk, is not left at work', async () => {
  let connector: ProcessIdentity | undefined;
  const addConnector = async (pid: number) => {
    connector = identifyProcess(pid);
    throw new Error('ENOSPC');
  };
  const {signal} = new AbortController();
  const limits = {heartbeatMs: 1000, answerMs: 1000, exitMs: 1000};
  const log = {} as RunLog;
  const lock = {addConnector} as unknown as Lock;
  const runContext = new RunContext({log, lock, limits, signal, abandon: signal});
  const config = new Fixture({source: {silentAt: 0}}).path('source.json');
  const program = toProgram(resolve('test/fixtures/connectors/numbers-source.mjs'));
  const connectorSpec = {
    program,
    system: 'numbers',
    folders: [],
    configFile: async () => config,
    saveConfig: async () => {},
  };
  await expect(runContext.start(connectorSpec, 'read')).rejects.toThrow('ENOSPC');
  expect(connector).toBeDefined();
  expect(connector && isAlive(connector)).toBe(false);
});
