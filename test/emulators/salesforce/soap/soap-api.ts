/** One of the SOAP APIs, by the letter in its path. */
export interface SoapApi {
  letter: string;
  namespace: string;
  faults: string;
}

const namespaces: Record<string, {namespace: string; faults?: string}> = {
  c: {namespace: 'urn:enterprise.soap.sforce.com', faults: 'urn:fault.enterprise.soap.sforce.com'},
  u: {namespace: 'urn:partner.soap.sforce.com', faults: 'urn:fault.partner.soap.sforce.com'},
  t: {namespace: 'urn:tooling.soap.sforce.com', faults: 'urn:fault.tooling.soap.sforce.com'},
  m: {namespace: 'http://soap.sforce.com/2006/04/metadata'},
  s: {namespace: 'http://soap.sforce.com/2006/08/apex'},
};

/** The API that `/services/Soap/u/...` and the like lead to. */
export function soapApi(letter: string): SoapApi | undefined {
  const name = letter.toLowerCase();
  const found = Object.hasOwn(namespaces, name) ? namespaces[name] : undefined;
  return found && {letter, namespace: found.namespace, faults: found.faults ?? found.namespace};
}
