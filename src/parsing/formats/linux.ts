import { syslogLevel } from '../../core/level';
import { lineFormats } from '../line-format';
import { readProgram } from '../program-fields';
import { readAudit } from './audit-record';

/** The Linux kernel and its audit trail. */
export const LINUX_FORMATS = lineFormats('Linux', [
  {
    name: 'kernel',
    title: 'Linux kernel ring buffer (dmesg)',
    starts: '[<',
    pattern:
      /(?:<(?<priority>\d{1,3})>)?\[ {0,8}(?<uptimeSeconds>\d{1,10}\.\d{3,6})\] (?!\((?:II|WW|EE|NI|!!|\*\*|--|==|\+\+|\?\?)\))(?<message>[^]*)/,
    source: 'kernel',
    refine: (draft) => {
      const { priority } = draft.fields;
      if (typeof priority === 'number') draft.level = syslogLevel(priority);
      readProgram('kernel', draft.message, draft.fields);
      return Reflect.deleteProperty(draft.fields, 'priority');
    },
    samples: [
      {
        line: '[    1.234567] EXT4-fs (sda1): mounted filesystem with ordered data mode',
        message: 'EXT4-fs (sda1): mounted filesystem with ordered data mode',
        source: 'kernel',
        fields: { uptimeSeconds: 1.234567 },
      },
      {
        line: '<3>[12345.678901] Out of memory: Killed process 4242 (java) total-vm:8123456kB, anon-rss:4012345kB',
        message: 'Out of memory: Killed process 4242 (java) total-vm:8123456kB, anon-rss:4012345kB',
        level: 'ERROR',
        source: 'kernel',
        fields: { uptimeSeconds: 12345.678901, killedPid: 4242, process: 'java' },
      },
      {
        line: '[  987.654321] [UFW BLOCK] IN=eth0 OUT= MAC=00:16:3e:aa:bb:cc SRC=192.0.2.7 DST=10.0.0.5 LEN=60 TOS=0x00 PREC=0x00 TTL=51 ID=54321 DF PROTO=TCP SPT=43210 DPT=22 WINDOW=64240 RES=0x00 SYN URGP=0',
        message:
          '[UFW BLOCK] IN=eth0 OUT= MAC=00:16:3e:aa:bb:cc SRC=192.0.2.7 DST=10.0.0.5 LEN=60 TOS=0x00 PREC=0x00 TTL=51 ID=54321 DF PROTO=TCP SPT=43210 DPT=22 WINDOW=64240 RES=0x00 SYN URGP=0',
        source: 'kernel',
        fields: {
          uptimeSeconds: 987.654321,
          interfaceIn: 'eth0',
          sourceIp: '192.0.2.7',
          destinationIp: '10.0.0.5',
          protocol: 'TCP',
          sourcePort: 43210,
          destinationPort: 22,
          action: 'BLOCK',
        },
      },
    ],
  },
  {
    name: 'auditd',
    title: 'Linux audit daemon',
    starts: 'tn',
    pattern:
      /(?:node=(?<host>\S{1,255}) )?type=(?<type>[A-Z0-9_[\]]{3,40}) msg=audit\((?<time>\d{9,10}\.\d{3}):(?<serial>\d{1,20})\): ?(?<message>[^]*)/,
    source: 'auditd',
    refine: readAudit,
    samples: [
      {
        line: 'type=USER_LOGIN msg=audit(1767323045.678:456): pid=1234 uid=0 auid=4294967295 ses=4294967295 msg=\'op=login acct="root" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=ssh res=failed\'',
        message:
          'USER_LOGIN pid=1234 uid=0 auid=4294967295 ses=4294967295 msg=\'op=login acct="root" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=ssh res=failed\'',
        level: 'WARNING',
        source: 'auditd',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          type: 'USER_LOGIN',
          serial: '456',
          pid: 1234,
          uid: '0',
          auid: '4294967295',
          ses: '4294967295',
          op: 'login',
          user: 'root',
          exe: '/usr/sbin/sshd',
          clientIp: '192.0.2.7',
          terminal: 'ssh',
          outcome: 'failed',
        },
      },
      {
        line: 'type=SYSCALL msg=audit(1767323045.678:457): arch=c000003e syscall=2 success=no exit=-13 ppid=1 pid=1234 auid=1000 uid=1000 comm="cat" exe="/bin/cat" key="shadow"',
        message:
          'SYSCALL arch=c000003e syscall=2 success=no exit=-13 ppid=1 pid=1234 auid=1000 uid=1000 comm="cat" exe="/bin/cat" key="shadow"',
        level: 'WARNING',
        source: 'auditd',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          type: 'SYSCALL',
          serial: '457',
          arch: 'c000003e',
          syscall: '2',
          success: 'no',
          exit: '-13',
          ppid: '1',
          pid: 1234,
          auid: '1000',
          uid: '1000',
          command: 'cat',
          exe: '/bin/cat',
          key: 'shadow',
        },
      },
    ],
  },
  {
    name: 'kernel-decoded',
    title: 'Linux kernel ring buffer with facility and level (dmesg -x)',
    starts: 'kumdasln',
    pattern:
      /(?<facility>kern|user|mail|daemon|auth|syslog|lpr|news|cron|authpriv|ftp|local\d) {0,8}:(?<level>emerg|alert|crit|err|warn|notice|info|debug) {0,6}: \[ {0,8}(?:(?<uptimeSeconds>\d{1,10}\.\d{3,6})|(?<time>[A-Z][a-z]{2} [^\]]{15,30}))\] (?<message>[^]*)/,
    source: 'kernel',
    refine: (draft) => {
      readProgram('kernel', draft.message, draft.fields);
      return true;
    },
    samples: [
      {
        line: 'kern  :warn  : [    1.234567] pci 0000:00:1f.2: BAR 5: no space left',
        message: 'pci 0000:00:1f.2: BAR 5: no space left',
        level: 'WARN',
        source: 'kernel',
        fields: { facility: 'kern', uptimeSeconds: 1.234567 },
      },
    ],
  },
  {
    name: 'kernel-iso',
    title: 'Linux kernel ring buffer with times (dmesg --time-format iso)',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\dT[\d:]{8},\d{6}[+-]\d\d:\d\d /,
    starts: '',
    pattern: /(?<message>[^]*)/,
    source: 'kernel',
    refine: (draft) => {
      readProgram('kernel', draft.message, draft.fields);
      return true;
    },
    samples: [
      {
        line: '2026-01-02T03:04:05,678901+00:00 pci_bus 0000:00: root bus resource [bus 00]',
        message: 'pci_bus 0000:00: root bus resource [bus 00]',
        source: 'kernel',
        time: '2026-01-02T03:04:05.678Z',
      },
    ],
  },
]);
