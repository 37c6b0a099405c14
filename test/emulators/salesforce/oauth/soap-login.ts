import type {FastifyInstance, FastifyReply} from 'fastify';
import type {Context} from '../context.js';
import {allScopes, logIn} from './grants.js';
import {identityOf} from './identity.js';
import {escapeXml} from './token-reply.js';

const invalidLogin = 'Invalid username, password, security token; or user locked out.';

/** The SOAP call `login`, and nothing else of SOAP. */
export function addSoapLogin(app: FastifyInstance, context: Context): void {
  for (const api of ['u', 'c'])
    app.post<{Params: {version: string}}>(
      `/services/Soap/${api}/:version`,
      async (request, reply) =>
        login(context, String(request.body), {version: request.params.version, api, reply}),
    );
}

function login(
  context: Context,
  body: string,
  {version, api, reply}: {version: string; api: string; reply: FastifyReply},
): FastifyReply {
  reply.type('text/xml;charset=UTF-8');
  const username = elementIn(body, 'username');
  const account = logIn(context.tokens, username, elementIn(body, 'password'));
  if (!account) return reply.code(500).send(fault('INVALID_LOGIN', invalidLogin));
  const {token} = context.tokens.giveAccess({account, clientId: 'SOAP', scope: allScopes});
  const base = context.options.instanceUrl ?? context.url;
  const organizationId = context.org.organizationId;
  const identity = identityOf(context, account) as Record<string, unknown>;
  return reply.send(
    envelope(`<loginResponse><result>
<metadataServerUrl>${base}/services/Soap/m/${version}/${organizationId}</metadataServerUrl>
<passwordExpired>false</passwordExpired><sandbox>false</sandbox>
<serverUrl>${base}/services/Soap/${api}/${version}/${organizationId}</serverUrl>
<sessionId>${escapeXml(token)}</sessionId><userId>${account.userId}</userId>
<userInfo><organizationId>${organizationId}</organizationId><userEmail>${escapeXml(String(identity.email))}</userEmail>
<userFullName>${escapeXml(String(identity.display_name))}</userFullName><userId>${account.userId}</userId>
<userName>${escapeXml(account.username)}</userName><userType>Standard</userType></userInfo>
</result></loginResponse>`),
  );
}

function elementIn(xml: string, name: string): string {
  const text = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(xml)?.[1] ?? '';
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
    (whole, decimal?: string, hex?: string, named?: string) => {
      if (decimal) return String.fromCodePoint(Number(decimal));
      if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
      return entities[named ?? ''] ?? whole;
    },
  );
}

const entities: Record<string, string> = {lt: '<', gt: '>', amp: '&', quot: '"', apos: "'"};

function fault(code: string, message: string): string {
  return envelope(`<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring>
<detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>${code}</sf:exceptionCode>
<sf:exceptionMessage>${message}</sf:exceptionMessage></sf:LoginFault></detail></soapenv:Fault>`);
}

function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}
