const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^ECONNREFUSED$/,
    'nothing listens at HOST; check the address and its port, and that the server runs',
  ],
  [
    /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN)$/,
    'HOST cannot be reached from this machine; check the address, the network and its firewall, and whether a proxy is needed (HTTPS_PROXY)',
  ],
  [/^EAI_AGAIN$/, 'the name service of this machine does not answer; check the network'],
  [
    /^(EPROTO|ERR_SSL_\w+|ERR_TLS_\w+)$/,
    'HOST does not speak TLS as https needs it; check the port, and whether the address begins with https or http',
  ],
  [
    /^(HPE_\w+|HTTPParserError)$/,
    'what answers at HOST does not speak HTTP; check the port, and whether the address begins with https or http',
  ],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    'HOST ended the connection; check the port, whether the address begins with https or http, and what lies in between, such as a firewall',
  ],
  [
    /^UND_ERR_ABORTED$/,
    'the proxy ended the connection before it was made; check that the proxy (HTTPS_PROXY) allows connections to HOST',
  ],
  [
    /^(TIME_LIMIT|SILENCE|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/,
    'HOST takes the connection and does not answer in time; check the address, and whether the server is busy',
  ],
];

/** What a person can look at when a call had no answer; undefined where nothing is known that would help. */
export function explainNoAnswer(url: string, cause: unknown): string | undefined {
  const {code, name = ''} = (cause ?? {}) as {code?: string; name?: string};
  const advice = ADVICE.find(([codes]) => codes.test(code ?? name))?.[1];
  return advice?.replaceAll('HOST', hostOf(url));
}

function hostOf(url: string): string {
  const {hostname, port, protocol} = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
