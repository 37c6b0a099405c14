import {html} from 'hono/html';
import type {Texts} from '../text/en.js';
import type {Html} from './layout.js';

/** A line of text. */
export function textInput(
  name: string,
  {label, value, hint}: {label: string; value: string; hint?: string},
): Html {
  return html`<label>${label}<input name="${name}" value="${value}">${hint === undefined ? '' : html`<small>${hint}</small>`}</label>`;
}

/** A list to choose one value from; each option is a value with its label. */
export function select(
  name: string,
  {
    label,
    chosen,
    options,
    hint,
  }: {
    label: string;
    chosen: string;
    options: readonly (readonly [value: string, label: string])[];
    hint?: string;
  },
): Html {
  const optionOf = ([value, text]: readonly [string, string]) =>
    html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`;
  return html`<label>${label}<select name="${name}">${options.map(optionOf)}</select>${hint === undefined ? '' : html`<small>${hint}</small>`}</label>`;
}

/** What belongs to one option of a select, hidden while another one is chosen. */
export function optionPart(
  {name, option}: {name: string; option: string},
  chosen: string,
  body: Html,
): Html {
  return html`<div data-of="${name}" data-way="${option}"${option === chosen ? '' : html` hidden`}>${body}</div>`;
}

/** Whether a login is stored. */
export function connectedBadge(t: Texts, isConnected: boolean): Html {
  return isConnected
    ? html`<span class="badge good">${t.connected}</span>`
    : html`<span class="badge info">${t.notConnected}</span>`;
}
