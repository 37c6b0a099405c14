import type {ApiUsage} from './salesforce.js';

/** `Sforce-Limit-Info`, which every answer carries, such as `api-usage=18/5000; per-app-api-usage=...`. */
export function parseLimitInfo(header: string | undefined): ApiUsage | undefined {
  const match = /(?:^|[\s;,])api-usage=(\d+)\/(\d+)/.exec(header ?? '');
  return match ? {used: Number(match[1]), limit: Number(match[2])} : undefined;
}
