import type { z } from 'zod';
import { text } from './schemas';

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/**
 * Reads `name=https://…, other=https://…`.
 * @returns what could be read, and everything that is wrong; problems never show an address, which may hold a secret
 */
export function parseHookList(list: string): { readonly hooks: Map<string, URL>; readonly problems: string[] } {
  const hooks = new Map<string, URL>();
  const problems: string[] = [];
  const entries = list.split(',').map((entry) => entry.trim());
  for (const [i, entry] of entries.entries()) {
    if (entry === '') continue;
    const at = entry.indexOf('=');
    const name = entry.slice(0, Math.max(at, 0)).trim();
    const address = entry.slice(at + 1).trim();
    if (!NAME.test(name)) {
      problems.push(
        `hook ${String(i + 1)} must be name=URL, the name of lower-case letters, digits, dashes, underscores`,
      );
    } else if (hooks.has(name)) {
      problems.push(`the hook ${name} is there twice`);
    } else if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
      problems.push(`the address of the hook ${name} must be an http or https URL; a comma in it is written %2C`);
    } else {
      hooks.set(name, new URL(address));
    }
  }
  return { hooks, problems };
}

/** Named URLs with commas between them, or empty for none. */
export function hookList(): z.ZodType<string> {
  return text().superRefine((list, context) => {
    for (const message of parseHookList(list).problems) context.addIssue({ code: 'custom', message });
  });
}
