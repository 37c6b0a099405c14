import type {Context, MiddlewareHandler} from 'hono';
import {getCookie, setCookie} from 'hono/cookie';
import {isSameText, type Session, type Sessions} from './sessions.js';

export interface Access {
  sessions: Sessions;
  /** The Host headers that are accepted, such as `127.0.0.1:8080`. Any other may be DNS rebinding. */
  hosts: ReadonlySet<string>;
  /** A request header that only the proxy in front can set: its presence is a login. */
  proxyHeader: string | undefined;
}

export interface Environment {
  Variables: {session: Session; form: FormData};
}

const COOKIE = 'console_session';
const MAX_BODY_BYTES = 1_000_000;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Sets the security headers of every response and accepts only the console's own host names. */
export function guardHost({hosts}: Access): MiddlewareHandler<Environment> {
  return async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    if (!hosts.has((context.req.header('host') ?? '').toLowerCase())) {
      return context.text('This host name is not one of the console. See --public-host.', 421);
    }
    return next();
  };
}

/** Lets only requests of a session through; of changes, only those that carry its CSRF token. */
export function requireSession(
  access: Access,
  logIn: (context: Context<Environment>) => Response | Promise<Response>,
): MiddlewareHandler<Environment> {
  return async (context, next) => {
    const session = findSession(context, access);
    if (!session) return logIn(context);
    context.set('session', session);
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
    const refusal = await refuseForged(context, session);
    return refusal ?? next();
  };
}

/** Remembers the session in the browser. */
export function keepSession(context: Context<Environment>, {id}: Session): void {
  const isSecure = context.req.header('x-forwarded-proto') === 'https';
  setCookie(context, COOKIE, id, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: isSecure,
  });
}

function findSession(
  context: Context<Environment>,
  {sessions, proxyHeader}: Access,
): Session | undefined {
  const known = sessions.find(getCookie(context, COOKIE));
  if (known || proxyHeader === undefined || !context.req.header(proxyHeader)) return known;
  const session = sessions.openByProxy();
  keepSession(context, session);
  return session;
}

async function refuseForged(
  context: Context<Environment>,
  session: Session,
): Promise<Response | undefined> {
  const {req} = context;
  const origin = req.header('origin');
  if (origin !== undefined && hostOf(origin) !== req.header('host')?.toLowerCase()) {
    return context.text('This form was not sent from a page of the console.', 403);
  }
  if (Number(req.header('content-length') ?? Number.POSITIVE_INFINITY) > MAX_BODY_BYTES) {
    return context.text('This form is too large.', 413);
  }
  const form = await req.formData().catch(() => undefined);
  if (!form) return context.text('This is not a form.', 400);
  if (!isSameText(String(form.get('csrf') ?? ''), session.csrf)) {
    return context.text('This form is from another session. Reload the page and try again.', 403);
  }
  context.set('form', form);
  return undefined;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
