import { lineFormats } from '../line-format';

/** Mail and directory servers that write files of their own; within syslog they are read where that is. */
export const MAIL_DIRECTORY_FORMATS = lineFormats('Mail and directories', [
  {
    name: 'dovecot',
    title: 'Dovecot (log_path)',
    after: 'time',
    timeLike: /^[A-Z][a-z]{2} [ \d]\d /,
    starts: 'abcdefghijklmnopqrstuvwxyz',
    pattern:
      /(?<logger>[a-z][\w-]{1,40})(?:\((?<user>[^)<,\s]{1,200})(?:,(?<clientIp>[\da-fA-F.:]{2,45}))?[^)\n]{0,200}\))?(?:<(?<pid>\d{1,10})>)?(?:<(?<session>[\w+/=]{1,60})>)?: (?<level>Debug|Info|Warning|Error|Fatal|Panic): (?<message>[^]*)/,
    source: 'dovecot',
    refine: ({ message, fields }) => {
      const peer = /\buser=<([^>]{1,120})>.{0,300}?\brip=([\da-fA-F.:]{1,44}[\da-fA-F])/.exec(message.slice(0, 2000));
      if (peer !== null) Object.assign(fields, { user: peer[1] ?? '', clientIp: peer[2] ?? '' });
      return true;
    },
    samples: [
      {
        line: 'Jan 02 03:04:05 imap-login: Info: Disconnected (auth failed, 1 attempts in 2 secs): user=<bob>, method=PLAIN, rip=192.0.2.7, lip=10.0.0.5',
        message:
          'Disconnected (auth failed, 1 attempts in 2 secs): user=<bob>, method=PLAIN, rip=192.0.2.7, lip=10.0.0.5',
        level: 'INFO',
        source: 'dovecot',
        time: '2026-01-02T03:04:05.000Z',
        fields: { logger: 'imap-login', user: 'bob', clientIp: '192.0.2.7' },
      },
    ],
  },
  {
    name: 'slapd',
    title: 'OpenLDAP slapd -d: seconds and their fraction in hexadecimal',
    after: 'no time',
    starts: '0123456789abcdef',
    pattern:
      /(?<time>[\da-f]{8}\.[\da-f]{8}) (?<thread>0x[\da-f]{1,16}) (?<message>(?:conn=(?<connection>\d{1,12}) )?[^]*)/,
    source: 'slapd',
    readTime: (text) =>
      Number.parseInt(text.slice(0, 8), 16) * 1000 + Math.floor(Number.parseInt(text.slice(9), 16) / 1e6),
    samples: [
      {
        line: '695735a5.26adde1b 0x7f609390a200 conn=1000 op=0 RESULT tag=97 err=49 text=',
        message: 'conn=1000 op=0 RESULT tag=97 err=49 text=',
        source: 'slapd',
        time: '2026-01-02T03:04:05.648Z',
        fields: { thread: '0x7f609390a200', connection: 1000 },
      },
    ],
  },
]);
