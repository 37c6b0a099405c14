import {html} from 'hono/html';
import {isMapping} from '../../connection/merge-mappings.js';
import type {Offer} from '../../setup/offers.js';
import {proposeProperty} from '../../setup/propose-mapping.js';
import {toMapping} from '../../systems/index.js';
import {toText} from '../connections/value-text.js';
import type {Texts} from '../text/en.js';
import type {Html} from './layout.js';
import {value} from './layout.js';
import type {SettingsView} from './settings-view.js';

const FIELDS_PER_PAGE = 50;
// The id has a field of its own, and the times are Cohort's.
const NEVER_EXPORTED: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt']);

/** The chosen fields, and of the others those that the search finds, one page of them. */
export function importTable(t: Texts, view: SettingsView): Html {
  const {connection, offered, search, page} = view;
  const mapping = toMapping(connection.import.fields);
  const known = new Map(offered?.fields.map(field => [field.name, field]) ?? []);
  const chosen = Object.keys(mapping).map(name => known.get(name) ?? {name, label: name, type: ''});
  const others = (offered?.fields ?? []).filter(
    field =>
      !Object.hasOwn(mapping, field.name) &&
      field.name !== connection.import.email_field &&
      isFound(field, search),
  );
  const pages = Math.max(1, Math.ceil(others.length / FIELDS_PER_PAGE));
  const shown = others.slice((page - 1) * FIELDS_PER_PAGE, page * FIELDS_PER_PAGE);
  const rows = [...chosen, ...shown].map(field => importRow(t, field, view));
  if (rows.length === 0) return html`<p>${t.fieldsNeeded}</p>`;
  const link = (to: number, label: string) =>
    to < 1 || to > pages
      ? ''
      : html`<a href="?${new URLSearchParams({fields: 'yes', search, page: String(to)}).toString()}">${label}</a>`;
  const searching = html`<p class="row"><label>${t.search}<input type="search" name="search" form="search" value="${search}"></label><button class="quiet" form="search">${t.search}</button> <span>${link(page - 1, t.previous)} ${t.page(page, pages)} ${link(page + 1, t.next)}</span></p>`;
  return html`${offered ? searching : ''}<div class="scroll" tabindex="0" role="region" aria-label="${t.fields}"><table><thead><tr><th scope="col">${t.selected}</th><th scope="col">${t.label}</th>${offered ? html`<th scope="col">${t.type}</th><th scope="col">${t.sample}</th>` : ''}<th scope="col">${t.property}</th><th scope="col">${t.wins}</th><th scope="col">${t.default}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function importRow(
  t: Texts,
  {name, label, type}: Offer,
  {connection, offered, refused}: SettingsView,
): Html {
  const {fields = {}} = connection.import;
  const mapping = toMapping(fields);
  const isChosen = Object.hasOwn(mapping, name);
  const to = Array.isArray(fields) ? undefined : fields[name];
  const wins = typeof to === 'object' ? to.wins : undefined;
  const property = mapping[name] ?? proposeProperty(name, offered?.properties ?? []);
  const sides = ['salesforce', 'cohort', 'newest'] as const;
  return html`<tr><td><input type="hidden" name="row" value="${name}"><input type="checkbox" name="pick" value="${name}" aria-label="${name}"${isChosen ? html` checked` : ''}></td>
<th scope="row">${label}${label === name ? '' : html`<small class="small">${name}</small>`}</th>${offered ? html`<td class="word">${t.types[type] ?? type}</td><td class="text">${Object.hasOwn(offered.sample, name) ? value(offered.sample[name], t).slice(0, 60) : ''}</td>` : ''}
<td><input name="property:${name}" value="${property}" aria-label="${t.property} ${name}">${rulesInFile(t, to)}</td>
<td><select name="wins:${name}" aria-label="${t.wins} ${name}"><option value="">${t.winsDefault}</option>${sides.map(side => html`<option value="${side}"${side === wins ? html` selected` : ''}>${t[side]}</option>`)}</select></td>
<td>${defaultInput(t, {name, key: 'default', to, refused})}</td></tr>`;
}

/** The user properties, each with the field it is exported to. */
export function exportTable(t: Texts, {connection, offered, refused}: SettingsView): Html {
  const chosen: Readonly<Record<string, unknown>> = connection.export?.properties ?? {};
  const known = (offered?.properties ?? []).filter(({name}) => !NEVER_EXPORTED.has(name));
  const names = new Set([...Object.keys(chosen), ...known.map(({name}) => name)]);
  const rows = [...names].map(name => {
    const property = known.find(each => each.name === name) ?? {name, label: name, type: ''};
    return exportRow(t, property, {to: chosen[name], offered, refused});
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t.properties}"><table><thead><tr><th scope="col">${t.property}</th>${offered ? html`<th scope="col">${t.type}</th>` : ''}<th scope="col">${t.field}</th><th scope="col">${t.when}</th><th scope="col">${t.default}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function exportRow(
  t: Texts,
  {name, label, type}: Offer,
  {to: written, offered, refused}: {to: unknown} & Pick<SettingsView, 'offered' | 'refused'>,
): Html {
  const to = fieldOf(written);
  const when = isMapping(written) ? written.when : undefined;
  const times = [
    ['', t.whenAlways],
    ['empty', t.whenEmpty],
    ['create', t.whenCreate],
  ] as const;
  const fitting = (offered?.target.writable ?? []).filter(field => canHold(field.type, type));
  const options = new Map(fitting.map(field => [field.name, field.label]));
  if (to !== '' && !options.has(to)) options.set(to, to);
  return html`<tr><th scope="row"><input type="hidden" name="property_row" value="${name}">${label}${label === name ? '' : html`<small class="small">${name}</small>`}</th>${offered ? html`<td class="word">${t.types[type] ?? type}</td>` : ''}
<td><select name="to:${name}" aria-label="${t.field} ${name}"><option value="">${t.noExport}</option>${[...options].map(([field, text]) => html`<option value="${field}"${field === to ? html` selected` : ''}>${text === field ? field : `${text} (${field})`}</option>`)}</select>${rulesInFile(t, written)}</td>
<td><select name="when:${name}" aria-label="${t.when} ${name}">${times.map(([each, text]) => html`<option value="${each}"${each === when ? html` selected` : ''}>${text}</option>`)}</select></td>
<td>${defaultInput(t, {name, key: 'default_export', to: written, refused})}</td></tr>`;
}

/** What is written where there is no value. */
function defaultInput(
  t: Texts,
  {
    name,
    key,
    to,
    refused,
  }: {name: string; key: string; to: unknown} & Pick<SettingsView, 'refused'>,
): Html {
  const sent = refused?.get(`${key}:${name}`);
  const text = sent ?? toText(isMapping(to) ? to.default : undefined);
  return html`<input name="${key}:${name}" value="${String(text)}" aria-label="${t.default} ${name}" spellcheck="false">`;
}

/** The rule that the page shows and does not edit: values that are replaced by others. */
function rulesInFile(t: Texts, to: unknown): Html | '' {
  if (!isMapping(to) || !isMapping(to.values)) return '';
  return html`<small class="small">values: ${Object.keys(to.values).length}, ${t.inFile}</small>`;
}

// Text takes everything; anything else takes its own type.
function canHold(field: string, property: string): boolean {
  const numbers = ['number', 'integer'];
  return (
    property === '' ||
    field === property ||
    field === 'string' ||
    field === 'text' ||
    (numbers.includes(field) && numbers.includes(property))
  );
}

function fieldOf(to: unknown): string {
  if (typeof to === 'string') return to;
  const {field} = (to ?? {}) as {field?: unknown};
  return typeof field === 'string' ? field : '';
}

function isFound({name, label}: Offer, search: string): boolean {
  return `${name} ${label}`.toLowerCase().includes(search.trim().toLowerCase());
}
