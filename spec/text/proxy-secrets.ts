const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/** What stands in the proxy variables and must not be shown: user and password together, and the password. */
export function proxySecrets(environment: NodeJS.ProcessEnv = process.env): string[] {
  return NAMES.flatMap(name => {
    const userinfo = /^(?:[a-z]+:\/\/)?([^/]*)@/i.exec(environment[name] ?? '')?.[1] ?? '';
    const password = userinfo.slice(userinfo.indexOf(':') + 1);
    return [userinfo, password, decoded(userinfo), decoded(password)].filter(Boolean);
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
