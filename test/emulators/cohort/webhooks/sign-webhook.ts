import {createHmac} from 'node:crypto';

/**
 * The headers by which a receiver knows a webhook for genuine, as Svix makes them:
 * https://docs.svix.com/receiving/verifying-payloads/how-manual
 * @param secret `whsec_` and base64
 * @param timestamp seconds since 1970
 */
export function signWebhook(
  secret: string,
  {id, timestamp, body}: {id: string; timestamp: number; body: string},
): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'svix-id': id,
    'svix-timestamp': String(timestamp),
    'svix-signature': `v1,${signature}`,
  };
}
