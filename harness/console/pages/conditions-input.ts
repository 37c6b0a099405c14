import {html} from 'hono/html';
import {type ConditionKind, toConditionLines} from '../connections/condition-lines.js';
import type {Html} from './layout.js';
import type {SettingsView} from './settings-view.js';

/** Conditions as lines of text; those that are not saved are shown as they were sent. */
export function conditionsInput(
  kind: ConditionKind,
  {label, hint}: {label: string; hint: string},
  {connection, refused}: SettingsView,
): Html {
  const name = `${kind}_where`;
  const lines = toConditionLines(connection[kind]?.where);
  const text = refused?.get(name) ?? lines.join('\n');
  return html`<label>${label}<textarea name="${name}" rows="${Math.max(2, lines.length)}" spellcheck="false" autocapitalize="off">${String(text)}</textarea><small>${hint}</small></label>`;
}
