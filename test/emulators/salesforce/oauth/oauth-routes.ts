import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import type {Context} from '../context.js';
import {AuthorizationCodes} from './authorization-codes.js';
import {addAuthorizeRoutes} from './authorize-routes.js';
import {formOf} from './form-of.js';
import {type Form, type GrantContext, grantOf} from './grants.js';
import {identityOf, userInfoOf} from './identity.js';
import {introspect} from './introspect.js';
import {OAuthError} from './oauth-error.js';
import {keySet, openIdConfiguration} from './openid.js';
import {tokenReply, writeReply} from './token-reply.js';
import type {Account} from './token-store.js';

/** Every way to log in, and what tells about a login. */
export function addOAuthRoutes(
  app: FastifyInstance,
  context: Context,
  options: Omit<GrantContext, 'redeemCode'>,
): void {
  const codes = new AuthorizationCodes(context.clock);
  const grants = {...options, redeemCode: (form: Form) => codes.redeem(form)};
  addAuthorizeRoutes(app, {grants, codes, redirectUris: context.options.redirectUris});
  app.get('/.well-known/openid-configuration', async () => openIdConfiguration(context));
  app.get('/id/keys', async () => keySet(grants.app));
  app.post('/services/oauth2/introspect', async (request, reply) => {
    const {status, body} = attempt(() => introspect(context, grants.app, formOf(request)));
    return reply.code(status).send(body);
  });
  app.post('/services/oauth2/token', async (request, reply) => {
    const form = formOf(request);
    const {status, body} = attempt(() => tokenReply(context, grants.app, grantOf(grants, form)));
    const {type, text} = writeReply(body, form.format, request.headers.accept);
    return reply.code(status).type(type).header('cache-control', 'no-store').send(text);
  });
  for (const method of ['GET', 'POST'] as const) {
    app.route({
      method,
      url: '/services/oauth2/revoke',
      handler: (request, reply) => revoke(context, request, reply),
    });
    app.route({
      method,
      url: '/services/oauth2/userinfo',
      handler: (request, reply) => tell(context, request, reply, userInfoOf),
    });
    app.route({
      method,
      url: '/id/:organization/:user',
      handler: (request, reply) => tell(context, request, reply, identityOf),
    });
  }
}

/** Runs what may throw an OAuth error and gives its answer either way. */
export function attempt<T>(run: () => T): {status: number; body: T | Record<string, string>} {
  try {
    return {status: 200, body: run()};
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return {status: error.status, body: error.body};
  }
}

async function revoke({tokens}: Context, request: FastifyRequest, reply: FastifyReply) {
  if (tokens.revoke(formOf(request).token ?? '')) return reply.code(200).send('');
  return reply
    .code(400)
    .send(new OAuthError('unsupported_token_type', 'this token type is not supported').body);
}

async function tell(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  write: (context: Context, account: Account) => object,
) {
  const header = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const form = formOf(request);
  const token = header ?? form.access_token ?? form.oauth_token ?? '';
  const account = context.tokens.accountOf(token);
  if (!account) return reply.code(403).type('text/html').send('Bad_OAuth_Token');
  return reply.send(write(context, account));
}
