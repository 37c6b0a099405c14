import {toConnectorError} from '@cohort-salesforce/spec';
import type {AlertUrl, Connection} from '../generated/types.js';
import type {Summary} from '../report/summary.js';
import {callUrl} from './call-url.js';
import {runCommand} from './run-command.js';
import {toMessage} from './to-message.js';

/** What an alert is about. */
export type AlertEvent = 'failure' | 'rejected';

type Alert = NonNullable<Connection['on_failure']>;

interface Alerts {
  on_failure: Alert | undefined;
  on_rejected: Alert | undefined;
}

interface Run {
  command: string;
  /** The name of the connection's file. */
  connection: string;
  /** ISO 8601. */
  started: string;
  summary: Summary;
}

const COMMANDS = ['import', 'export', 'sync', 'retry-rejects'];

/**
 * Calls the connection's alerts after a run that failed or rejected records. Resolves with a
 * warning for each alert that was not delivered.
 */
export async function sendAlerts({on_failure, on_rejected}: Alerts, run: Run): Promise<string[]> {
  if (!COMMANDS.includes(run.command)) return [];
  const warnings: string[] = [];
  for (const [event, alert] of [
    ['failure', on_failure],
    ['rejected', on_rejected],
  ] as const) {
    if (alert === undefined || !isDue(event, run.summary)) continue;
    try {
      await send(alert, {event, run});
    } catch (error) {
      warnings.push(`on_${event}: the alert was not delivered: ${toConnectorError(error).message}`);
    }
  }
  return warnings;
}

function isDue(event: AlertEvent, {status, exit_reason, streams}: Summary): boolean {
  if (event === 'rejected') return streams.some(({rejected}) => rejected > 0);
  return status === 'failed' && exit_reason !== 'interrupted';
}

function send(alert: Alert, {event, run}: {event: AlertEvent; run: Run}): Promise<void> {
  const body = {
    event,
    connection: run.connection,
    command: run.command,
    started: run.started,
    ...withoutPeople(run.summary),
  };
  if (typeof alert === 'object' && 'command' in alert)
    return runCommand(alert.command, JSON.stringify(body));
  const {url, format = 'json', secret}: AlertUrl = typeof alert === 'string' ? {url: alert} : alert;
  const text = format === 'slack' ? {text: toMessage(body)} : body;
  return callUrl(url, {body: JSON.stringify(text), secret});
}

// Examples have values of customers.
function withoutPeople({examples: _examples, changes: _changes, ...summary}: Summary) {
  return summary;
}
