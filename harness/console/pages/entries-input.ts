import {html} from 'hono/html';
import {toEntryLines} from '../connections/entry-lines.js';
import type {Html} from './layout.js';
import type {SettingsView} from './settings-view.js';

/** A map as lines of text, `Name=value`; lines that are not saved are shown as they were sent. */
export function entriesInput(
  name: string,
  {label, hint, entries}: {label: string; hint: string; entries: object | undefined},
  {refused}: SettingsView,
): Html {
  const lines = toEntryLines({...entries});
  const text = refused?.get(name) ?? lines.join('\n');
  return html`<label>${label}<textarea name="${name}" rows="${Math.max(2, lines.length)}" spellcheck="false" autocapitalize="off">${String(text)}</textarea><small>${hint}</small></label>`;
}
