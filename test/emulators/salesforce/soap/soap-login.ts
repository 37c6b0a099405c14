import type {Context} from '../context.js';
import {type Account, allScopes, identityOf, logIn} from '../oauth/index.js';
import {escapeXml} from '../xml/index.js';
import type {SoapApi} from './soap-api.js';
import {elementIn, soapEnvelope, soapFault} from './soap-envelope.js';

const invalidLogin = 'Invalid username, password, security token; or user locked out.';
const firstWithoutLogin = 65;

/** The call `login`, which is gone from version 65.0 on. */
export function soapLogin(
  context: Context,
  xml: string,
  {version, api}: {version: string; api: SoapApi},
): {status: number; text: string} {
  const refuse = (code: string, message: string) => {
    return {status: 500, text: soapFault(api, code, message)};
  };
  if (Number(version) >= firstWithoutLogin)
    return refuse(
      'INVALID_OPERATION',
      `The SOAP Login operation is not available in the API version specified (${version}). Refer to the documentation for supported versions.`,
    );
  const username = elementIn(xml, 'username');
  const account = logIn(context.tokens, username, elementIn(xml, 'password'));
  if (!account) return refuse('INVALID_LOGIN', invalidLogin);
  return {status: 200, text: soapEnvelope(api, resultOf(context, account, {version, api}))};
}

function resultOf(
  context: Context,
  account: Account,
  {version, api}: {version: string; api: SoapApi},
): string {
  const {token} = context.tokens.giveAccess({account, clientId: 'SOAP', scope: allScopes});
  const base = context.options.instanceUrl ?? context.url;
  const {organizationId} = context.org;
  const identity = identityOf(context, account);
  return `<loginResponse><result>
<metadataServerUrl>${base}/services/Soap/m/${version}/${organizationId}</metadataServerUrl>
<passwordExpired>false</passwordExpired><sandbox>false</sandbox>
<serverUrl>${base}/services/Soap/${api.letter}/${version}/${organizationId}</serverUrl>
<sessionId>${escapeXml(token)}</sessionId><userId>${account.userId}</userId>
<userInfo><organizationId>${organizationId}</organizationId><userEmail>${escapeXml(String(identity.email))}</userEmail>
<userFullName>${escapeXml(String(identity.display_name))}</userFullName><userId>${account.userId}</userId>
<userName>${escapeXml(account.username)}</userName><userType>Standard</userType></userInfo>
</result></loginResponse>`;
}
