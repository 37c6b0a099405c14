import type {EmulatedOrg} from './emulated-org.js';

export type Form = Record<string, string>;

export async function token(org: EmulatedOrg, form: Form, headers: Form = {}) {
  const body = new URLSearchParams(form);
  const reply = await fetch(`${org.url}/services/oauth2/token`, {method: 'POST', body, headers});
  return {status: reply.status, json: (await reply.json()) as Form};
}

export const client = ({credentials}: EmulatedOrg) => ({
  client_id: credentials.client_id,
  client_secret: credentials.client_secret,
});

export async function works(org: EmulatedOrg, accessToken = ''): Promise<boolean> {
  const {status} = await org.call('GET', '/limits', undefined, {
    authorization: `Bearer ${accessToken}`,
  });
  return status === 200;
}

export async function post(url: string, form: Form, cookie = '') {
  const reply = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {cookie},
    body: new URLSearchParams(form),
  });
  return {
    status: reply.status,
    text: await reply.text(),
    location: reply.headers.get('location') ?? '',
    cookie: reply.headers.get('set-cookie')?.split(';')[0] ?? '',
  };
}
