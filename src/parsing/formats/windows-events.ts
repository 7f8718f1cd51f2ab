import type { Fields } from '../../core/json';
import { levelOf, windowsLevel } from '../../core/level';
import type { Draft } from '../line-format';
import type { ParseContext } from '../parser';
import { textOf } from '../text-of';

/** What the best known events say, for records that come without their text. */
const TEXTS: Readonly<Record<number, string>> = {
  41: 'The system has rebooted without cleanly shutting down first.',
  1074: 'The system has been shut down or restarted by a process.',
  1102: 'The audit log was cleared.',
  4624: 'An account was successfully logged on.',
  4625: 'An account failed to log on.',
  4634: 'An account was logged off.',
  4648: 'A logon was attempted using explicit credentials.',
  4672: 'Special privileges assigned to new logon.',
  4688: 'A new process has been created.',
  4697: 'A service was installed in the system.',
  4698: 'A scheduled task was created.',
  4719: 'System audit policy was changed.',
  4720: 'A user account was created.',
  4724: "An attempt was made to reset an account's password.",
  4725: 'A user account was disabled.',
  4726: 'A user account was deleted.',
  4728: 'A member was added to a security-enabled global group.',
  4732: 'A member was added to a security-enabled local group.',
  4740: 'A user account was locked out.',
  4768: 'A Kerberos authentication ticket (TGT) was requested.',
  4769: 'A Kerberos service ticket was requested.',
  4771: 'Kerberos pre-authentication failed.',
  4776: 'The computer attempted to validate the credentials for an account.',
  6008: 'The previous system shutdown was unexpected.',
  7036: 'A service entered another state.',
  7045: 'A service was installed in the system.',
};
const DATA = /<Data Name=["']([\w.-]{1,80})["']\s?>([^<]{0,4000})<\/Data>/g;
const MAX_DATA = 50;
const AUDIT_FAILURE = 0x10000000000000n;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescape(text: string): string {
  return text.includes('&')
    ? text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
    : text;
}

function element(xml: string, pattern: RegExp): string | null {
  const found = pattern.exec(xml)?.[1];
  return found === undefined ? null : unescape(found);
}

/** Reads `<Event>…</Event>` as Windows event forwarding, Winlogbeat and wevtutil write it. */
export function readEventXml(draft: Draft, context: ParseContext): boolean {
  const xml = draft.message;
  const eventId = Number(element(xml, /<EventID(?: [^>]{0,100})?>(\d{1,6})</) ?? Number.NaN);
  if (Number.isNaN(eventId)) return false;
  const fields: Fields = { eventId };
  const set = (name: string, value: string | null): void => {
    if (value !== null && value !== '' && value !== '-') fields[name] = value;
  };
  set('channel', element(xml, /<Channel>([^<]{1,160})</));
  set('host', element(xml, /<Computer>([^<]{1,255})</));
  const data: Fields = {};
  for (const [, name = '', value = ''] of xml.matchAll(DATA)) {
    if (Object.keys(data).length < MAX_DATA && name !== '__proto__') data[name] = unescape(value);
  }
  if (Object.keys(data).length > 0) fields['eventData'] = data;
  set('user', typeof data['TargetUserName'] === 'string' ? data['TargetUserName'] : null);
  set('clientIp', typeof data['IpAddress'] === 'string' ? data['IpAddress'] : null);
  draft.fields = fields;
  draft.source = element(xml, /<Provider Name=["']([^"']{1,160})["']/);
  const time = element(xml, /SystemTime=["']([\d:.TZ+-]{19,40})["']/);
  draft.timestamp = time === null ? null : (context.leadingTime(time, 0)?.ms ?? null);
  draft.level = auditLevel(xml) ?? windowsLevel(Number(element(xml, /<Level>(\d)</) ?? '4'));
  const rendered = element(xml, /<Message>([^<]{1,32000})</);
  draft.message = rendered ?? `${TEXTS[eventId] ?? `Event ${String(eventId)}`} ${listed(data)}`.trimEnd();
  return true;
}

function listed(data: Fields): string {
  return Object.entries(data)
    .filter(([, value]) => value !== '' && value !== '-')
    .map(([name, value]) => `${name}=${textOf(value)}`)
    .join(' ');
}

/** Security audits all have level 0; whether one failed is a bit of its keywords. */
function auditLevel(xml: string): ReturnType<typeof levelOf> {
  const keywords = element(xml, /<Keywords>(0x[\da-fA-F]{1,16})</);
  return keywords !== null && (BigInt(keywords) & AUDIT_FAILURE) !== 0n ? levelOf('warning') : null;
}

/** The Event Viewer writes ten. */
const MAX_HEAD_LINES = 40;
const HEADERS: Readonly<Record<string, string>> = {
  Computer: 'host',
  User: 'user',
  'Task Category': 'task',
  Keywords: 'keywords',
};

/** Reads what the Event Viewer puts on the clipboard: `Name: value` lines, then `Description:` and the text. */
export function readEventText(draft: Draft, context: ParseContext): boolean {
  const [head = '', ...description] = draft.message.split(/\nDescription:\s{0,4}\n?/);
  for (const line of head.split('\n', MAX_HEAD_LINES)) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    const name = line.slice(0, colon).trim();
    if (colon <= 0 || value === '' || value === 'N/A' || value === 'None') continue;
    if (name === 'Source') draft.source = value;
    else if (name === 'Level') draft.level = levelOf(value);
    else if (name === 'Event ID') draft.fields['eventId'] = Number(value);
    else if (name === 'Date') draft.timestamp = context.leadingTime(value, 0)?.ms ?? null;
    else if (HEADERS[name] !== undefined) draft.fields[HEADERS[name]] = value;
  }
  const failed = textOf(draft.fields['keywords'] ?? '').includes('Audit Failure');
  if (failed) draft.level = levelOf('warning');
  draft.message = description.join('\n').trim();
  return draft.fields['eventId'] !== undefined;
}
