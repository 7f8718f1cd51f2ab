import type { Message } from '../core/alert';

/** Where a message leads, with words to click on. */
export function namedLinks({ kind, links }: Message): (readonly [label: string, url: string])[] {
  const named: (readonly [string, string])[] = [];
  if (links.alert !== null) named.push([kind === 'digest' ? 'Open alerts' : 'Open alert', links.alert]);
  if (links.log !== null) named.push(['Open log', links.log]);
  return named;
}
