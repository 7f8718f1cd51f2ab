import { syslogLevel } from '../../core/level';
import { epochMilliseconds } from '../../core/timestamp';
import { setField, typeOfField } from '../field-values';
import { lineFormats, type Draft } from '../line-format';
import { readProgram } from '../program-fields';

/** One field a line, indented where journalctl shows them. */
const FIELD = /(?:^|\n) {0,8}(_{0,2}[A-Z][A-Z0-9_]{1,64})=([^\n]*)/g;
/** Fields of the journal under the names they have everywhere. */
const NAMES: Readonly<Record<string, string>> = {
  _HOSTNAME: 'host',
  _PID: 'pid',
  _SYSTEMD_UNIT: 'unit',
  _EXE: 'exe',
  _COMM: 'command',
  _UID: 'uid',
};

/** Reads the fields of one entry of the journal; false when it says nothing. */
function readEntry(draft: Draft): boolean {
  const values = new Map<string, string>();
  for (const [, name = '', value = ''] of draft.message.matchAll(FIELD)) values.set(name, value);
  const message = values.get('MESSAGE');
  if (message === undefined) return false;
  draft.message = message;
  draft.source = values.get('SYSLOG_IDENTIFIER') ?? values.get('_COMM') ?? null;
  const microseconds = values.get('__REALTIME_TIMESTAMP');
  if (microseconds !== undefined) draft.timestamp = epochMilliseconds(Number(microseconds));
  const priority = Number(values.get('PRIORITY') ?? Number.NaN);
  if (priority >= 0 && priority <= 7) draft.level = syslogLevel(priority);
  for (const [name, key] of Object.entries(NAMES)) {
    const value = values.get(name);
    if (value !== undefined) setField(draft.fields, key, value, typeOfField(key));
  }
  if (draft.source !== null) readProgram(draft.source, message, draft.fields);
  return true;
}

/** The systemd journal as journalctl prints it; its short outputs are read as syslog, its JSON by the JSON parser. */
export const JOURNAL_FORMATS = lineFormats('systemd journal', [
  {
    name: 'journal-line',
    title: 'journalctl -o short-full, with-unit and short-unix',
    after: 'no time',
    starts: 'MTWFS1',
    pattern:
      /(?:[A-Z][a-z]{2} (?<time>\d{4}-\d\d-\d\d [\d:]{8}(?:\.\d{6})? [A-Z]{2,5})|(?<epoch>\d{10}\.\d{6})) (?<host>[\w.-]{1,255}) (?<source>[\w./@\\:-]{1,128}?)(?:\[(?<pid>\d{1,10})\])?: (?<message>[^]*)/,
    refine: (draft) => {
      const { epoch } = draft.fields;
      if (typeof epoch === 'string') draft.timestamp = Math.floor(Number(epoch) * 1000);
      if (draft.source !== null) readProgram(draft.source, draft.message, draft.fields);
      return Reflect.deleteProperty(draft.fields, 'epoch');
    },
    samples: [
      {
        line: 'Fri 2026-01-02 03:04:05 UTC web-1 nginx.service[77]: worker exited',
        message: 'worker exited',
        source: 'nginx.service',
        time: '2026-01-02T03:04:05.000Z',
        fields: { host: 'web-1', pid: 77 },
      },
      {
        line: '1767323045.678901 web-1 sshd[77]: Failed password for root from 192.0.2.7 port 43210 ssh2',
        message: 'Failed password for root from 192.0.2.7 port 43210 ssh2',
        source: 'sshd',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          host: 'web-1',
          pid: 77,
          action: 'Failed',
          authMethod: 'password',
          user: 'root',
          clientIp: '192.0.2.7',
          clientPort: 43210,
        },
      },
    ],
  },
  {
    name: 'journal-verbose',
    title: 'journalctl -o verbose, the lines of an entry joined',
    after: 'no time',
    starts: 'MTWFS',
    pattern:
      /[A-Z][a-z]{2} (?<time>\d{4}-\d\d-\d\d [\d:]{8}\.\d{6} [A-Z]{2,5}) \[s=[^\]\n]{10,300}\](?<message>\n[^]*)/,
    refine: readEntry,
    samples: [
      {
        line: 'Fri 2026-01-02 03:04:05.678901 UTC [s=dacb3ee0852a4d15;i=1;b=0123456789abcdef;m=3b;t=66;x=3d]\n    PRIORITY=3\n    _HOSTNAME=web-1\n    SYSLOG_IDENTIFIER=app\n    _PID=77\n    MESSAGE=charge failed',
        message: 'charge failed',
        level: 'ERROR',
        source: 'app',
        time: '2026-01-02T03:04:05.678Z',
        fields: { host: 'web-1', pid: 77 },
      },
    ],
  },
  {
    name: 'journal-export',
    title: 'Journal export format (journalctl -o export), the lines of an entry joined',
    after: 'no time',
    starts: '_',
    pattern: /(?<message>__(?:CURSOR=s=|REALTIME_TIMESTAMP=\d)[^]*)/,
    refine: readEntry,
    samples: [
      {
        line: '__CURSOR=s=dacb3ee0852a4d15;i=1\n__REALTIME_TIMESTAMP=1767323045678901\n_HOSTNAME=web-1\nPRIORITY=4\nSYSLOG_IDENTIFIER=app\n_SYSTEMD_UNIT=app.service\nMESSAGE=stock is low',
        message: 'stock is low',
        level: 'WARNING',
        source: 'app',
        time: '2026-01-02T03:04:05.678Z',
        fields: { host: 'web-1', unit: 'app.service' },
      },
    ],
  },
]);
