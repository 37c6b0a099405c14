import {createHmac} from 'node:crypto';
import type {Context} from '../context.js';
import {escapeXml} from '../xml/index.js';
import type {ConnectedApp} from './connected-app.js';
import type {Granted} from './grants.js';
import {identityUrl} from './identity.js';
import {idToken} from './openid.js';

/** The body of a successful reply of the token endpoint. */
export function tokenReply(
  context: Context,
  app: ConnectedApp,
  {grant, refreshToken, flow}: Granted,
): Record<string, string> {
  const {token, issuedAt} = context.tokens.giveAccess(grant);
  const instance = context.options.instanceUrl ?? context.url;
  const id = identityUrl(context, grant.account);
  const issued = String(issuedAt);
  const signature = createHmac('sha256', app.clientSecret)
    .update(id + issued)
    .digest('base64');
  return {
    access_token: token,
    ...(refreshToken ? {refresh_token: refreshToken} : {}),
    ...(flow === 'jwt' ? {} : {signature}),
    scope: grant.scope,
    ...(flow === 'code' && /\bopenid\b/.test(grant.scope)
      ? {id_token: idToken(context, app, grant)}
      : {}),
    instance_url: instance,
    id,
    token_type: 'Bearer',
    ...(flow === 'jwt' ? {} : {issued_at: issued}),
    ...(flow === 'client' ? {api_instance_url: instance} : {}),
  };
}

/** The body in the form asked for by `format`, or else by the Accept header. */
export function writeReply(
  body: Record<string, string>,
  format: string | undefined,
  accept: string | undefined,
): {type: string; text: string} {
  const wanted = format ?? accept ?? '';
  if (/urlencoded/.test(wanted))
    return {type: 'application/x-www-form-urlencoded', text: new URLSearchParams(body).toString()};
  if (/\bxml\b/.test(wanted) && !/json/.test(wanted))
    return {type: 'application/xml', text: toXml(body)};
  return {type: 'application/json;charset=UTF-8', text: JSON.stringify(body)};
}

function toXml(body: Record<string, string>): string {
  const parts = Object.entries(body).map(([key, value]) => `<${key}>${escapeXml(value)}</${key}>`);
  return `<?xml version="1.0" encoding="UTF-8"?><OAuth>${parts.join('')}</OAuth>`;
}
