import {escapeXml, unescapeXml} from '../xml/index.js';
import type {SoapApi} from './soap-api.js';

/** What the Body of a SOAP message asks for, and the session it is asked with. */
export interface SoapCall {
  operation: string;
  sessionId: string;
  xml: string;
}

export function readSoapCall(xml: string): SoapCall | undefined {
  const operation = /<(?:\w+:)?Body(?:\s[^>]*)?>\s*<(?:\w+:)?(\w+)/.exec(xml)?.[1];
  return operation ? {operation, sessionId: elementIn(xml, 'sessionId'), xml} : undefined;
}

/** The text of the first element of this name; empty when there is none. */
export function elementIn(xml: string, name: string): string {
  const text = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(xml)?.[1] ?? '';
  return unescapeXml(text);
}

/** A fault as Salesforce words it: its code is also the beginning of its text. */
export function soapFault(api: SoapApi, code: string, message: string): string {
  const kind = code === 'INVALID_LOGIN' ? 'LoginFault' : 'UnexpectedErrorFault';
  const text = escapeXml(message);
  return soapEnvelope(
    api,
    `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${text}</faultstring>
<detail><sf:${kind} xsi:type="sf:${kind}"><sf:exceptionCode>${code}</sf:exceptionCode>
<sf:exceptionMessage>${text}</sf:exceptionMessage></sf:${kind}></detail></soapenv:Fault>`,
  );
}

export function soapEnvelope({namespace, faults}: SoapApi, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}" xmlns:sf="${faults}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}
