import { levelOf } from '../../core/level';
import type { Draft } from '../line-format';
import { textOf } from '../text-of';

/** `name=value`, bare or in quotes; the record inside `msg='…'` is read like the one around it. */
const PAIR = /(?:^|[\s'])([a-z][\w-]{0,40})=(?:"([^"]{0,2000})"|([^\s'"]{1,2000}))/g;
/** Names of audit fields that other formats have under a name of their own. */
const NAMES: Readonly<Record<string, string>> = {
  acct: 'user',
  addr: 'clientIp',
  hostname: 'host',
  res: 'outcome',
  comm: 'command',
};
const MAX_PAIRS = 60;

/** Reads the fields of a Linux audit record and says in the message what kind of record it is. */
export function readAudit(draft: Draft): boolean {
  const { fields, message } = draft;
  let pairs = 0;
  for (const [, name = '', quoted, bare] of message.matchAll(PAIR)) {
    if (++pairs > MAX_PAIRS) break;
    const value = quoted ?? bare ?? '';
    if (value === '?' || name === 'msg') continue;
    const key = NAMES[name] ?? name;
    fields[key] = name === 'pid' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  }
  const failed = fields['outcome'] === 'failed' || fields['outcome'] === '0' || fields['success'] === 'no';
  draft.level = levelOf(failed ? 'warning' : 'info');
  draft.message = `${textOf(fields['type'])} ${message}`.trimEnd();
  return true;
}
