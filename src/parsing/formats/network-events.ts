import { levelOf, syslogLevel } from '../../core/level';
import type { Draft } from '../line-format';
import type { ParseContext } from '../parser';
import { textOf } from '../text-of';

const ENDPOINTS =
  /(?:for|src) [\w.-]{1,48}:([\da-fA-F.:]{2,45}?)\/(\d{1,5})[^]{0,120}? (?:to|dst) [\w.-]{1,48}:([\da-fA-F.:]{2,45}?)\/(\d{1,5})/;
const USER = /[Uu]ser(?:name)?(?: =|:)? '?<?([\w.@\\-]{1,64})'?>?/;

/** Level, addresses and user of a Cisco message; its severity digit is that of syslog. */
export function readCisco(draft: Draft): boolean {
  const { fields, message } = draft;
  draft.level = syslogLevel(Number(fields['severity']));
  const ends = ENDPOINTS.exec(message);
  if (ends !== null) {
    Object.assign(fields, { sourceIp: ends[1] ?? '', sourcePort: Number(ends[2]) });
    Object.assign(fields, { destinationIp: ends[3] ?? '', destinationPort: Number(ends[4]) });
  }
  const user = USER.exec(message);
  if (user !== null) fields['user'] = user[1] ?? '';
  return Reflect.deleteProperty(fields, 'severity');
}

/** Time and level of a `fast.log` alert; priorities go from 1, the most urgent, to 4. */
export function readAlert(draft: Draft, context: ParseContext): boolean {
  const { clock, priority } = draft.fields;
  // Month before day always, with or without the year: said by the format, not guessed.
  const [, month = '', day = '', year, time = ''] =
    /^(\d\d)\/(\d\d)(?:\/(\d{2,4}))?-([\d:.]+)$/.exec(textOf(clock)) ?? [];
  const full = year === undefined || year.length === 4 ? year : `20${year}`;
  const date = full === undefined ? `${month}-${day} ${time}` : `${full}-${month}-${day} ${time}`;
  draft.timestamp = context.leadingTime(date, 0)?.ms ?? null;
  draft.level = levelOf(Number(priority) <= 1 ? 'error' : Number(priority) === 2 ? 'warning' : 'info');
  return Reflect.deleteProperty(draft.fields, 'clock');
}
