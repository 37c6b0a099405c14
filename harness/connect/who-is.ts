import {createHttpClient} from '@cohort-salesforce/spec/http';

const LIMIT_MS = 3000;

/**
 * The username behind a token answer, from the identity URL in it; undefined where nobody says. The access token goes
 * only to the host that gave it.
 */
export async function whoIs(
  {id, access_token}: Readonly<Record<string, unknown>>,
  tokenUrl: string,
): Promise<string | undefined> {
  if (typeof id !== 'string' || typeof access_token !== 'string' || !URL.canParse(id)) return;
  if (new URL(id).origin !== new URL(tokenUrl).origin) return undefined;
  const http = createHttpClient({limitMs: LIMIT_MS, retries: 0});
  try {
    const headers = {authorization: `Bearer ${access_token}`, accept: 'application/json'};
    const {body} = await http.text({method: 'GET', url: id, headers});
    const {username} = JSON.parse(body) as {username?: unknown};
    return typeof username === 'string' ? username : undefined;
  } catch {
    // The login itself has succeeded.
    return undefined;
  } finally {
    await http.close();
  }
}
