import type {EmulatedOrg} from './emulated-org.js';

export const setUp = (org: EmulatedOrg, path: string, body?: object) =>
  org.call(body ? 'POST' : 'DELETE', `//__emulator/${path}`, body);

export const records = async (org: EmulatedOrg, soql: string, resource?: string) =>
  (await org.query(soql, resource)).json.records.map(
    ({attributes, ...fields}: {attributes: object}) => fields,
  );

export function aroundNow(): string {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  return `start=${at(-86_400_000)}&end=${at(120_000)}`;
}
