import {html} from 'hono/html';
import {exportDirection} from '../../systems/index.js';
import {versionOf} from '../connections/edit-connection.js';
import type {ConnectionFacts} from '../connections/facts.js';
import {channelPart, cohortLogin} from './cohort-part.js';
import {conditionsInput} from './conditions-input.js';
import {connectedBadge, select} from './controls.js';
import {entriesInput} from './entries-input.js';
import {addressOf, button, form, type Html, layout, notice, type PageContext} from './layout.js';
import {limitsPart} from './limits-part.js';
import {exportTable, importTable} from './mapping-tables.js';
import {type Control, problemsAt} from './problems-at.js';
import type {SettingsView} from './settings-view.js';

/** The page of the app: logins, import, export, limits, schedule and the file itself. */
export function settingsPage(
  context: PageContext,
  facts: ConnectionFacts,
  view: SettingsView,
): Html {
  const {t} = context;
  const {name} = facts;
  const {check, message, connection, offered, stored} = view;
  const at = (control: Control) => problemsAt(control, view).map(text => notice('bad', text));
  const ask = addressOf(name, 'settings', {fields: 'yes'});
  const body = html`
${message ? notice(message.kind, html`<p tabindex="-1" autofocus>${message.kind === 'bad' ? t.invalid : ''} ${message.text}</p>`) : ''}
${facts.problem === undefined ? '' : notice('info', html`<p>${t.fileInvalid} ${facts.problem}</p>`)}
${check ? notice(check.isGood ? 'good' : 'bad', check.isGood ? t.checkPassed : t.checkFailed) : ''}
${at('other')}
<div class="sides">${salesforceLogin(context, name, view, at('salesforce'))}${cohortLogin(context, name, view, at('cohort'))}</div>
${stored.salesforce && !offered ? html`<p><a href="${ask}" data-load="${t.loadingFields}">${t.showFields}</a></p>` : ''}<form id="search" method="get"><input type="hidden" name="fields" value="yes"></form>
${offered?.errors.map(text => notice('bad', text)) ?? ''}
${form(context, {
  action: addressOf(name, 'settings'),
  body: html`<input type="hidden" name="version" value="${versionOf(view.text)}">${channelPart(context, connection, at('channel'))}${importPart(context, view, at)}${exportPart(context, view, at)}${limitsPart(context, facts, {connection, at})}<button>${t.save}</button>`,
})}
<div class="card">${button(context, {action: addressOf(name, 'check'), label: t.check, isQuiet: true})}<p class="small">${t.checkHint}</p>
${connection.schedule === undefined ? '' : button(context, {action: addressOf(name, facts.isPaused ? 'resume' : 'pause'), label: facts.isPaused ? t.resume : t.pause, isQuiet: true})}
${button(context, {action: addressOf(name, 'sync'), label: t.syncNow})}</div>
<details><summary>${t.file}</summary><pre tabindex="0">${view.text}</pre></details>`;
  return layout(context, {title: name, place: {name, tab: 'settings'}, body});
}

function salesforceLogin(
  context: PageContext,
  name: string,
  {connection, stored, login}: SettingsView,
  problems: readonly Html[],
): Html {
  const {t} = context;
  const {auth_type = 'Client', login_url, client_id} = connection.salesforce;
  return html`<section class="card" id="salesforce"><h2>${t.salesforce}</h2><p>${connectedBadge(t, stored.salesforce)} ${login_url ?? ''}</p>${problems}
${login?.isUnderWay ? notice('info', login.isLoggedIn ? t.storingLogin : t.connecting) : ''}${login?.error === undefined ? '' : notice('bad', html`${t.loginFailed} ${login.error}`)}
${
  auth_type === 'Client'
    ? form(context, {
        action: addressOf(name, 'connect'),
        attributes: html` data-popup="${addressOf(name, 'login-state')}"`,
        body: html`<label>${t.clientSecret}<input type="password" name="client_secret" autocomplete="off"><small>${t.clientSecretHint}</small></label><button>${stored.salesforce ? t.reconnect : t.connect}</button>`,
      })
    : html`<p>${t.loginNotByBrowser} <code>harness connect salesforce --connection ${name}.yaml</code></p>`
}
<p class="small">${t.clientId}: ${client_id.slice(0, 12)}…</p></section>`;
}

type ProblemsAt = (control: Control) => Html[];

function importPart(context: PageContext, view: SettingsView, at: ProblemsAt): Html {
  const {t} = context;
  const {connection, offered} = view;
  const {enabled, object = 'Contact', email_field = 'Email', users = 'all'} = connection.import;
  return html`<fieldset><legend>${t.import}</legend>
<label class="choice"><input type="checkbox" name="import_enabled"${enabled ? html` checked` : ''}> ${t.enableImport}</label><p class="small">${t.importHint}</p>${at('import')}
<label>${t.object}<input name="object" list="objects" value="${object}" required></label>${at('object')}
<datalist id="objects">${['Contact', 'Lead', 'Account', 'User'].map(each => html`<option value="${each}"></option>`)}</datalist>
<label>${t.emailField}<input name="email_field" list="fields" value="${email_field}" required></label>${at('email_field')}
<datalist id="fields">${offered?.fields.map(({name, label}) => html`<option value="${name}">${label}</option>`) ?? ''}</datalist>
${select('import_users', {label: t.users, chosen: users, options: usersOptions(t.allUsers, t.existingInCohort)})}
${conditionsInput('import', {label: t.where, hint: t.whereHint}, view)}${at('where')}
<h3>${t.fields}</h3>${at('fields')}${importTable(t, view)}
${entriesInput('import_constants', {label: t.constants, hint: t.constantsHint, entries: connection.import.constants}, view)}${at('constants')}</fieldset>`;
}

function exportPart(context: PageContext, view: SettingsView, at: ProblemsAt): Html {
  const {t} = context;
  const {connection, offered} = view;
  const isImport = connection.import.enabled;
  const isReadable = exportDirection(connection) !== undefined;
  const {
    enabled = false,
    user_id_field = '',
    users = 'existing',
    create_defaults = {},
  } = connection.export ?? {};
  const texts =
    offered?.target.writable.filter(({type}) => type === 'string' || type === 'text') ?? [];
  const {required: needed = []} = offered?.target ?? {};
  const required = needed.length > 0 ? `${t.requiredFields} ${needed.join(', ')}` : '';
  return html`<fieldset${isReadable ? html` id="export"` : ''}${isImport && isReadable ? '' : html` disabled`}><legend>${t.export}</legend>
${isImport ? '' : notice('info', t.exportNeedsImport)}${isReadable ? '' : notice('info', t.exportNeedsChannel)}
<label class="choice"><input type="checkbox" name="export_enabled"${enabled ? html` checked` : ''}> ${t.enableExport}</label><p class="small">${t.exportHint}</p>${at('export')}
<label>${t.userIdField}<input name="user_id_field" list="text-fields" value="${user_id_field}"></label>${at('user_id_field')}
<datalist id="text-fields">${texts.map(({name, label}) => html`<option value="${name}">${label}</option>`)}</datalist>
${select('export_users', {label: t.users, chosen: users, options: usersOptions(t.allUsers, t.existingInSalesforce)})}
${conditionsInput('export', {label: t.where, hint: t.userWhereHint}, view)}${at('user_where')}
<h3>${t.properties}</h3>${at('properties')}${exportTable(t, view)}
${entriesInput('export_constants', {label: t.fieldConstants, hint: t.fieldConstantsHint, entries: connection.export?.constants}, view)}${at('field_constants')}
${entriesInput('create_defaults', {label: t.createDefaults, hint: `${t.createDefaultsHint} ${required}`.trim(), entries: create_defaults}, view)}${at('create_defaults')}</fieldset>`;
}

function usersOptions(all: string, existing: string) {
  return [
    ['all', all],
    ['existing', existing],
  ] as const;
}
