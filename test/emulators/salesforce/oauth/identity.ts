import type {Context} from '../context.js';
import {restDateTime} from '../soql/index.js';
import type {Account} from './token-store.js';

type Json = Record<string, unknown>;

/** Names a user everywhere: in token replies, and as the subject of userinfo, id tokens and introspection. */
export function identityUrl({url, org}: Context, {userId}: Pick<Account, 'userId'>): string {
  return `${url}/id/${org.organizationId}/${userId}`;
}

/** The answer of the identity URL. */
export function identityOf(context: Context, {userId}: Account): Json {
  const user = userReader(context, userId);
  return {
    id: identityUrl(context, {userId}),
    asserted_user: true,
    user_id: userId,
    organization_id: context.org.organizationId,
    username: user('Username'),
    nick_name: user('CommunityNickname'),
    display_name: user('Name'),
    email: user('Email'),
    email_verified: true,
    first_name: user('FirstName'),
    last_name: user('LastName'),
    timezone: user('TimeZoneSidKey'),
    photos: photos(context),
    addr_street: null,
    addr_city: null,
    addr_state: null,
    addr_country: null,
    addr_zip: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: {created_date: null, body: null},
    urls: urlsOf(context, userId),
    active: true,
    user_type: 'STANDARD',
    language: user('LanguageLocaleKey'),
    locale: user('LocaleSidKey'),
    utcOffset: 0,
    last_modified_date: restDateTime(Number(user('LastModifiedDate'))),
    is_app_installed: true,
  };
}

/** The answer of the OpenID Connect userinfo endpoint. */
export function userInfoOf(context: Context, {userId}: Account): Json {
  const user = userReader(context, userId);
  return {
    sub: identityUrl(context, {userId}),
    user_id: userId,
    organization_id: context.org.organizationId,
    preferred_username: user('Username'),
    nickname: user('CommunityNickname'),
    name: user('Name'),
    email: user('Email'),
    email_verified: true,
    given_name: user('FirstName'),
    family_name: user('LastName'),
    zoneinfo: user('TimeZoneSidKey'),
    photos: photos(context),
    profile: `${context.url}/${userId}`,
    picture: photos(context).picture,
    address: {},
    is_salesforce_integration_user: false,
    urls: urlsOf(context, userId),
    active: true,
    user_type: 'STANDARD',
    language: user('LanguageLocaleKey'),
    locale: user('LocaleSidKey'),
    utcOffset: 0,
    updated_at: new Date(Number(user('LastModifiedDate'))).toISOString(),
  };
}

function userReader({org}: Context, userId: string): (field: string) => unknown {
  const table = org.table('User');
  const position = table?.positionOf(userId) ?? 0;
  return field => table?.value(position, field) ?? null;
}

function photos({url}: Context): Record<string, string> {
  return {picture: `${url}/profilephoto/005/F`, thumbnail: `${url}/profilephoto/005/T`};
}

function urlsOf({options, url, org}: Context, userId: string): Record<string, string> {
  const base = options.instanceUrl ?? url;
  const rest = `${base}/services/data/v{version}/`;
  const soap = (letter: string) =>
    `${base}/services/Soap/${letter}/{version}/${org.organizationId.slice(0, 15)}`;
  const chatter = (name: string) => `${rest}chatter/${name}`;
  return {
    enterprise: soap('c'),
    metadata: soap('m'),
    partner: soap('u'),
    rest,
    sobjects: `${rest}sobjects/`,
    search: `${rest}search/`,
    query: `${rest}query/`,
    recent: `${rest}recent/`,
    tooling_soap: soap('T'),
    tooling_rest: `${rest}tooling/`,
    profile: `${base}/${userId}`,
    feeds: chatter('feeds'),
    groups: chatter('groups'),
    users: chatter('users'),
    feed_items: chatter('feed-items'),
    feed_elements: chatter('feed-elements'),
    custom_domain: base,
  };
}
