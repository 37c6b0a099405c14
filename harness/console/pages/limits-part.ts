import {html} from 'hono/html';
import type {Connection} from '../../generated/types.js';
import {type ConnectionFacts, isMoving} from '../connections/facts.js';
import {keptSettings} from '../connections/kept-settings.js';
import type {Texts} from '../text/en.js';
import {optionPart, select, textInput} from './controls.js';
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
  const limit = (name: 'max_rejected' | 'max_changes' | 'api_calls') =>
    String(limits?.[name] ?? '');
  return html`<fieldset><legend>${t.limits}</legend>
${textInput('max_rejected', {label: t.maxRejected, hint: t.maxRejectedHint, value: limit('max_rejected')})}
${textInput('max_changes', {label: t.maxChanges, hint: t.maxChangesHint, value: limit('max_changes')})}
${textInput('api_calls', {label: t.apiCallsLimit, hint: t.apiCallsLimitHint, value: limit('api_calls')})}${at('limits')}
${typeof on_failure === 'string' ? textInput('on_failure', {label: t.onFailure, hint: t.onFailureHint, value: on_failure}) : ''}
${onDeleteChoice(t, connection.import.on_delete)}
${textInput('schedule', {label: t.schedule, hint: runs.some(isMoving) ? t.scheduleHint : `${t.scheduleHint} ${t.scheduleBegins}`, value: schedule})}${at('schedule')}
${kept.length > 0 ? html`<details><summary>${t.keptSettings}</summary><p class="small">${t.keptSettingsHint}</p>${kept.map(([name, value]) => html`<p><code>${name}</code></p><pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`)}</details>` : ''}</fieldset>`;
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
  const values = html`<div class="row">${textInput('on_delete_property', {label: t.property, value: property})}${textInput('on_delete_value', {label: t.propertyValue, value: text})}</div>`;
  return html`${select('on_delete', {label: t.onDelete, chosen, options, hint: t.onDeleteHint})}
${optionPart({name: 'on_delete', option: 'property'}, chosen, values)}`;
}
