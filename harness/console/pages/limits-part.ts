import {html} from 'hono/html';
import type {Connection} from '../../generated/types.js';
import {type ConnectionFacts, isMoving} from '../connections/facts.js';
import {keptSettings} from '../connections/kept-settings.js';
import type {Texts} from '../text/en.js';
import type {Html, PageContext} from './layout.js';
import type {Control} from './problems-at.js';

/** Limits, alert, deletions and schedule; and what the page shows and keeps without editing it. */
export function limitsPart(
  {t}: PageContext,
  {runs}: Pick<ConnectionFacts, 'runs'>,
  {connection, at}: {connection: Connection; at: (control: Control) => Html[]},
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
${onDeleteChoice(t, connection.import.on_delete)}
${input('schedule', {label: t.schedule, hint: runs.some(isMoving) ? t.scheduleHint : `${t.scheduleHint} ${t.scheduleBegins}`, value: schedule})}${at('schedule')}
${kept.length > 0 ? html`<details><summary>${t.keptSettings}</summary><p class="small">${t.keptSettingsHint}</p>${kept.map(([name, value]) => html`<p><code>${name}</code></p><pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`)}</details>` : ''}${at('where')}</fieldset>`;
}

function onDeleteChoice(t: Texts, onDelete = ''): Html {
  const [, property = '', text = ''] = /^property:([^=]+)=(.+)$/s.exec(onDelete) ?? [];
  const chosen = property === '' ? onDelete : 'property';
  const options = [
    ['', t.ignoreDeleted],
    // Written out in the file.
    ...(chosen === 'ignore' ? [['ignore', t.ignoreDeleted] as const] : []),
    ['clear_link', t.clearLink],
    ['property', t.setProperty],
  ] as const;
  return html`<label>${t.onDelete}<select name="on_delete">${options.map(([value, label]) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`)}</select><small>${t.onDeleteHint}</small></label>
<div class="row" data-of="on_delete" data-way="property"${chosen === 'property' ? '' : html` hidden`}><label>${t.property}<input name="on_delete_property" value="${property}"></label><label>${t.propertyValue}<input name="on_delete_value" value="${text}"></label></div>`;
}
