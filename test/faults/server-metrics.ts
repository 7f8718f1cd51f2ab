import type { ServerProcess } from '../support/process';

/** Value of a metric without labels. */
export async function metricOf({ url }: ServerProcess, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`there is no metric ${name}`);
  return Number(value);
}

/** Status of a health endpoint. */
export async function statusOf({ url }: ServerProcess, path: '/healthz' | '/readyz'): Promise<number> {
  return (await fetch(`${url}${path}`)).status;
}
