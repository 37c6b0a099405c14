import {setTimeout as wait} from 'node:timers/promises';
import {createGunzip} from 'node:zlib';
import {request} from 'undici';

/** Runs a bulk query and yields its results as they come, decompressed: what any client has to do. */
export async function* downloadBulk(url: string, token: string, query: string) {
  const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'};
  const base = `${url}/services/data/v62.0/jobs/query`;
  const ask = async (path: string, body?: object) => {
    const method = body ? 'POST' : 'GET';
    const answer = await request(path, {method, headers, body: body ? JSON.stringify(body) : null});
    return (await answer.body.json()) as {
      id: string;
      state: string;
      resultPages: {resultUrl: string}[];
      nextRecordsUrl?: string | null;
    };
  };
  const {id} = await ask(base, {operation: 'query', query});
  while ((await ask(`${base}/${id}`)).state !== 'JobComplete') await wait(200);
  let next: string | undefined = `${base}/${id}/resultPages`;
  while (next) {
    const list = await ask(next);
    for (const {resultUrl} of list.resultPages) {
      const page = await request(url + resultUrl, {
        headers: {...headers, 'accept-encoding': 'gzip'},
      });
      for await (const chunk of page.body.pipe(createGunzip())) yield chunk as Buffer;
    }
    next = list.nextRecordsUrl ? url + list.nextRecordsUrl : undefined;
  }
}
