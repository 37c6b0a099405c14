import {html} from 'hono/html';
import type {Connection} from '../../generated/types.js';
import {keptSettings} from '../connections/kept-settings.js';
import type {Html, PageContext} from './layout.js';
import type {Control} from './problems-at.js';

/** Limits, alert, deletions and schedule; and what the page shows and keeps without editing it. */
export function limitsPart(
  {t}: PageContext,
  connection: Connection,
  at: (control: Control) => Html[],
): Html {
  const {limits, schedule = '', on_failure = ''} = connection;
  const kept = Object.entries(keptSettings(connection));
  const input = (
    name: string,
    {label, hint, value}: {label: string; hint: string; value: string},
  ) => html`<label>${label}<input name="${name}" value="${value}"><small>${hint}</small></label>`;
  const limit = (name: 'max_rejected' | 'max_changes' | 'api_calls') =>
    String(limits?.[name] ?? '');
  return html`<fieldset><legend>${t.limits}</legend>
${input('max_rejected', {label: t.maxRejected, hint: t.maxRejectedHint, value: limit('max_rejected')})}
${input('max_changes', {label: t.maxChanges, hint: t.maxChangesHint, value: limit('max_changes')})}
${input('api_calls', {label: t.apiCallsLimit, hint: t.apiCallsLimitHint, value: limit('api_calls')})}${at('limits')}
${typeof on_failure === 'string' ? input('on_failure', {label: t.onFailure, hint: t.onFailureHint, value: on_failure}) : ''}
${input('on_delete', {label: t.onDelete, hint: t.onDeleteHint, value: connection.import.on_delete ?? ''})}
${input('schedule', {label: t.schedule, hint: t.scheduleHint, value: schedule})}${at('schedule')}
${kept.length > 0 ? html`<details><summary>${t.keptSettings}</summary><p class="small">${t.keptSettingsHint}</p>${kept.map(([name, value]) => html`<p><code>${name}</code></p><pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`)}</details>` : ''}${at('where')}</fieldset>`;
}
