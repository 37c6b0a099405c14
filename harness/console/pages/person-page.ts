import {html} from 'hono/html';
import type {Explanation} from '../../person/format-person.js';
import type {PersonCase, PersonLink} from '../../person/person.js';
import type {ConnectionFacts} from '../connections/facts.js';
import type {Texts} from '../text/en.js';
import {addressOf, button, type Html, layout, notice, type PageContext, value} from './layout.js';
import {diff} from './plan-page.js';

/** Who a person is in both systems; `found` is what `harness explain` says, or why it says nothing. */
export function personPage(
  context: PageContext,
  {name}: ConnectionFacts,
  {email, found}: {email: string; found?: Explanation | {error: string} | undefined},
): Html {
  const {t} = context;
  const body = html`<form method="get" class="row"><label>${t.emailAddress}<input type="email" name="email" value="${email}" required></label><button>${t.lookUp}</button></form>
<p class="small">${t.lookUpHint}</p>
${found === undefined ? '' : 'error' in found ? notice('bad', found.error) : explanation(context, name, found)}`;
  return layout(context, {title: `${name}: ${t.person}`, place: {name, tab: 'person'}, body});
}

function explanation(context: PageContext, name: string, found: Explanation): Html {
  const {t} = context;
  return html`<h2>${found.email}</h2>
<div class="sides"><section><h3>${t.salesforce}</h3>${side(t, found.records)}</section><section><h3>${t.cohort}</h3>${side(t, found.users)}</section></div>
${found.links.length > 0 ? found.links.map(link => linked(t, link)) : html`<p>${t.noLink}</p>`}
<h3>${t.wouldDo}</h3>
${found.changes.length === 0 ? html`<p>${t.nothingToDo}</p>` : found.changes.map(change => html`<p>${change.direction === 'export' ? t.export : t.import}: ${t[change.result]}</p>${diff(t, change)}`)}
${cases(t.rejected, [...found.would_be_rejected, ...found.rejected])}
${cases(t.listed, [...found.would_be_listed, ...found.listed])}
${button(context, {action: addressOf(name, 'sync'), label: t.syncNow})}`;
}

function side(
  t: Texts,
  people: readonly {id: string; email: string | null; user_id?: string | null}[],
): Html {
  if (people.length === 0) return html`<p>${t.nobody}</p>`;
  return html`${people.map(({id, email, user_id}) => html`<dl><dt>Id</dt><dd>${id}</dd><dt>${t.emailAddress}</dt><dd>${value(email, t)}</dd>${user_id === undefined ? '' : html`<dt>Cohort User ID</dt><dd>${value(user_id, t)}</dd>`}</dl>`)}`;
}

function linked(t: Texts, {found_by, record_id, user_id, properties}: PersonLink): Html {
  const rows = properties.map(
    ({field, property, salesforce, cohort, state}) =>
      html`<tr><th scope="row">${field} = ${property}</th><td class="text">${value(salesforce, t)}</td><td class="text">${value(cohort, t)}</td><td>${state}</td></tr>`,
  );
  return html`<h3>${t.link}: ${found_by}</h3><p class="small">${record_id} = ${user_id}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${t.link}"><table><thead><tr><th scope="col">${t.field}</th><th scope="col">${t.salesforce}</th><th scope="col">${t.cohort}</th><th scope="col">${t.state}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function cases(title: string, found: readonly PersonCase[]): Html | string {
  if (found.length === 0) return '';
  return html`<h3>${title}</h3><ul>${found.map(({code, message}) => html`<li><strong>${code}</strong> ${message}</li>`)}</ul>`;
}
