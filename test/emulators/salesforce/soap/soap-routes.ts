import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {notFound} from '../answers/index.js';
import type {Context} from '../context.js';
import {supportOf} from '../server/api-versions.js';
import {soapApi} from './soap-api.js';
import {readSoapCall, soapEnvelope, soapFault} from './soap-envelope.js';
import {soapLogin} from './soap-login.js';

type Call = FastifyRequest<{Params: {api: string; version: string}}>;

/** The SOAP calls `login` and `logout`; every other one is answered with a fault that says so. */
export function addSoapRoutes(app: FastifyInstance, context: Context): void {
  for (const url of ['/services/Soap/:api/:version', '/services/Soap/:api/:version/*'])
    app.post(url, async (request, reply) => {
      const {status, text} = answer(context, request as Call);
      return send(reply, status, text);
    });
}

function send(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/xml;charset=UTF-8').send(text);
}

function answer(context: Context, {params, body}: Call): {status: number; text: string} {
  const api = soapApi(params.api);
  if (!api) throw notFound();
  const fault = (code: string, message: string) => {
    return {status: 500, text: soapFault(api, code, message)};
  };
  if (supportOf(params.version) !== 'served')
    return fault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
  const call = typeof body === 'string' ? readSoapCall(body) : undefined;
  if (!call) return fault('UNKNOWN_EXCEPTION', 'The request is not a SOAP message');
  if (call.operation === 'login')
    return soapLogin(context, call.xml, {version: params.version, api});
  if (!context.tokens.accountOf(call.sessionId))
    return fault(
      'INVALID_SESSION_ID',
      'Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash',
    );
  if (call.operation === 'logout') {
    context.tokens.revoke(call.sessionId);
    return {status: 200, text: soapEnvelope(api, '<logoutResponse/>')};
  }
  return fault(
    'INVALID_OPERATION',
    `The SOAP call ${call.operation} is not supported by this emulator`,
  );
}
