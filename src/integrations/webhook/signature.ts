import { createHmac } from 'node:crypto';

/**
 * `t=<Unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`: who holds the secret knows who called, that the body is whole,
 * and when, so that an old call cannot be played again.
 */
export function signatureOf(body: string, secret: string, epochMs: number): string {
  const seconds = String(Math.floor(epochMs / 1000));
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}
