import type { ProgramText } from '../program-text';

/** Fields in the messages of programs that log through syslog, the journal or the kernel's ring buffer. */
export const PROGRAM_TEXTS: readonly ProgramText[] = [
  {
    programs: ['sshd', 'sshd-session', 'dropbear'],
    patterns: [
      /^(?<action>Accepted|Failed|Postponed|Partial) (?<authMethod>[\w/-]{1,40}) for (?:(?:invalid|illegal) user )?(?<user>.{0,64}?) from (?<clientIp>[\da-fA-F.:]{1,44}[\da-fA-F]) port (?<clientPort>\d{1,5})/,
      /^(?:Invalid|Illegal) user (?<user>.{0,64}?) from (?<clientIp>[\da-fA-F.:]{1,44}[\da-fA-F])(?: port (?<clientPort>\d{1,5}))?$/,
      /^(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from|Disconnecting)(?: (?:(?:authenticating|invalid) )?user (?<user>\S{1,64}))? (?<clientIp>[\da-fA-F.:]{1,44}[\da-fA-F])(?: port (?<clientPort>\d{1,5}))?/,
      /^(?:Did not receive identification string|Bad protocol version identification .{0,200}|Unable to negotiate|Connection) (?:from|with) (?<clientIp>[\da-fA-F.:]{1,44}[\da-fA-F])(?: port (?<clientPort>\d{1,5}))?/,
      /^reverse mapping checking getaddrinfo for \S{1,255} \[(?<clientIp>[\da-fA-F.:]{1,44}[\da-fA-F])\]/,
    ],
    samples: [
      {
        program: 'sshd',
        message: 'Failed password for invalid user admin from 192.0.2.7 port 43210 ssh2',
        fields: { action: 'Failed', authMethod: 'password', user: 'admin', clientIp: '192.0.2.7', clientPort: 43210 },
      },
      {
        program: 'sshd',
        message: 'Received disconnect from 192.0.2.7: 11: Bye Bye [preauth]',
        fields: { clientIp: '192.0.2.7' },
      },
    ],
  },
  {
    programs: [
      'sshd',
      'su',
      'sudo',
      'login',
      'cron',
      'crond',
      'systemd',
      'systemd-logind',
      'vsftpd',
      'ftpd',
      'gdm',
      'pam',
    ],
    patterns: [
      /^pam_\w{1,30}\((?<service>[\w.-]{1,40}):\w{1,20}\): session (?:opened|closed) for user (?<user>[\w.@$-]{1,64})/,
      /^(?:pam_\w{1,30}\((?<service>[\w.-]{1,40}):\w{1,20}\): )?authentication failure; .{0,200}?rhost=(?<clientIp>[\w.:-]{0,255})(?: {1,2}user=(?<user>[\w.@$-]{1,64}))?/,
      /^session (?:opened|closed) for user (?<user>[\w.@$-]{1,64})/,
      /^New session (?<session>\w{1,20}) of user (?<user>[\w.@$-]{1,64})\./,
    ],
    samples: [
      {
        program: 'su(pam_unix)',
        message: 'session opened for user cyrus by (uid=0)',
        fields: { user: 'cyrus' },
      },
      {
        program: 'sshd',
        message:
          'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
        fields: { service: 'sshd', clientIp: '192.0.2.7', user: 'root' },
      },
    ],
  },
  {
    programs: ['sudo'],
    patterns: [
      /^ {0,8}(?<user>[\w.@$-]{1,64}) : (?:(?<reason>[^;=]{1,120}) ; )?TTY=(?<tty>\S{1,40}) ; PWD=(?<directory>[^;]{1,400}) ; USER=(?<targetUser>[\w.@$#-]{1,64}) ; (?:.{1,200}? ; )?COMMAND=(?<command>.{1,1500})$/,
    ],
    samples: [
      {
        program: 'sudo',
        message:
          '  bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow',
        fields: {
          user: 'bob',
          reason: 'user NOT in sudoers',
          tty: 'pts/0',
          directory: '/home/bob',
          targetUser: 'root',
          command: '/usr/bin/cat /etc/shadow',
        },
      },
    ],
  },
  {
    programs: ['su'],
    patterns: [/^(?:FAILED SU )?\(to (?<targetUser>[\w.$-]{1,64})\) (?<user>[\w.$-]{1,64}) on (?<tty>\S{1,40})/],
    samples: [
      {
        program: 'su',
        message: '(to root) bob on pts/0',
        fields: { targetUser: 'root', user: 'bob', tty: 'pts/0' },
      },
    ],
  },
  {
    programs: ['cron', 'crond', 'anacron', 'atd'],
    patterns: [
      /^\((?<user>[\w.$-]{1,64})\) (?<action>CMD|RELOAD|LIST|REPLACE|BEGIN EDIT|END EDIT|MAIL|error) ?\((?<command>.{0,1500})\)$/,
    ],
    samples: [
      {
        program: 'CRON',
        message: '(root) CMD (/usr/local/bin/backup.sh --full)',
        fields: { user: 'root', action: 'CMD', command: '/usr/local/bin/backup.sh --full' },
      },
    ],
  },
  {
    programs: ['useradd', 'usermod', 'userdel', 'groupadd', 'passwd', 'chpasswd', 'chage'],
    patterns: [
      /(?:new user: name=|delete user '|add '|password changed for |lock user '|unlock user ')(?<targetUser>[\w.$-]{1,64})/,
    ],
    samples: [
      {
        program: 'useradd',
        message: 'new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/bash',
        fields: { targetUser: 'bob' },
      },
    ],
  },
  {
    programs: ['kernel', 'ulogd', 'firewalld'],
    patterns: [
      /^(?:\[ {0,8}[\d.]{3,18}\] )?(?:\[UFW (?<action>BLOCK|ALLOW|AUDIT|LIMIT BLOCK)[^\]]{0,40}\] |.{0,80}?)IN=(?<interfaceIn>[\w.@:-]{0,20}) OUT=(?<interfaceOut>[\w.@:-]{0,20}) .{0,200}?\bSRC=(?<sourceIp>[\da-fA-F.:]{2,45}) DST=(?<destinationIp>[\da-fA-F.:]{2,45}) .{0,200}?\bPROTO=(?<protocol>\w{1,12})(?: SPT=(?<sourcePort>\d{1,5}) DPT=(?<destinationPort>\d{1,5}))?/,
      /(?:Killed process|Kill process) (?<killedPid>\d{1,10}) \((?<process>[^)]{1,60})\)/,
    ],
    samples: [
      {
        program: 'kernel',
        message:
          '[UFW BLOCK] IN=eth0 OUT= MAC=00:16:3e:aa:bb:cc SRC=192.0.2.7 DST=10.0.0.5 LEN=60 TOS=0x00 PREC=0x00 TTL=51 ID=1 DF PROTO=TCP SPT=43210 DPT=22 WINDOW=64240',
        fields: {
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
    programs: ['systemd'],
    patterns: [
      /^(?:Starting|Started|Stopping|Stopped|Reloading|Reloaded|Failed to start|Finished|Reached target|Created slice|Removed slice) (?<unit>[\w@.:\\-]{1,120}\.\w{4,9})\b/,
      /^(?<unit>[\w@.:\\-]{1,120}\.(?:service|socket|timer|mount|target|scope|slice|device|path)): /,
    ],
    samples: [
      {
        program: 'systemd',
        message: "nginx.service: Failed with result 'exit-code'.",
        fields: { unit: 'nginx.service' },
      },
    ],
  },
  {
    programs: ['postfix'],
    patterns: [
      /^(?<queueId>[0-9A-F]{6,16}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,20}): (?:to=<(?<to>[^>]{0,320})>, (?:orig_to=<[^>]{0,320}>, )?relay=(?<relay>[^,]{1,300}), (?:conn_use=\d{1,6}, )?delay=(?<durationS>[\d.]{1,12}), delays=[^,]{1,60}, dsn=(?<dsn>[\d.]{5,10}), status=(?<state>\w{1,20})|from=<(?<from>[^>]{0,320})>(?:, size=(?<bytes>\d{1,20}))?|client=[^[\]]{1,255}\[(?<clientIp>[\w.:]{2,45})\]|message-id=<(?<messageId>[^>]{1,500})>)/,
      /^(?:NOQUEUE: reject: \w{4} from|(?:dis)?connect from|lost connection after \S{1,60}(?: \([^)]{1,60}\))? from|warning:) ?[^[\]]{1,255}\[(?<clientIp>[\da-fA-F.:]{1,44}[\da-fA-F])\]/,
    ],
    samples: [
      {
        program: 'postfix/smtp',
        message:
          '4FJx2k1z3Q: to=<bob@example.com>, relay=mx.example.com[203.0.113.5]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=2.0.0, status=sent (250 OK)',
        fields: {
          queueId: '4FJx2k1z3Q',
          to: 'bob@example.com',
          relay: 'mx.example.com[203.0.113.5]:25',
          durationMs: 1200,
          dsn: '2.0.0',
          state: 'sent',
        },
      },
    ],
  },
  {
    programs: ['dovecot', 'imap-login', 'pop3-login'],
    patterns: [/user=<(?<user>[^>]{1,120})>.{0,300}?\brip=(?<clientIp>[\da-fA-F.:]{1,44}[\da-fA-F])/],
    samples: [
      {
        program: 'dovecot',
        message:
          'imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<bob>, method=PLAIN, rip=192.0.2.7, lip=10.0.0.5, TLS',
        fields: { user: 'bob', clientIp: '192.0.2.7' },
      },
    ],
  },
  {
    programs: ['dhcpd', 'dhclient', 'dnsmasq-dhcp'],
    patterns: [
      /^(?<action>DHCP[A-Z]{3,10})(?:\([\w.-]{1,20}\))?(?: (?:of|on|for|from|to))? (?:(?<clientIp>\d{1,3}(?:\.\d{1,3}){3}) )?(?:\([^)]{1,45}\) )?(?:(?:from|to) )?(?<mac>[\da-f]{2}(?::[\da-f]{2}){5})?(?: \((?<clientName>[^)]{1,255})\))?/,
    ],
    samples: [
      {
        program: 'dhcpd',
        message: 'DHCPACK on 10.0.0.77 to 00:16:3e:aa:bb:cc (laptop) via eth0',
        fields: { action: 'DHCPACK', clientIp: '10.0.0.77', mac: '00:16:3e:aa:bb:cc', clientName: 'laptop' },
      },
    ],
  },
  {
    programs: ['named', 'dnsmasq', 'unbound'],
    patterns: [
      /^client (?:@0x[\da-f]{4,16} )?(?<clientIp>[\da-fA-F.:]{1,44}[\da-fA-F])#(?<clientPort>\d{1,5})(?: \((?<query>[^)]{0,255})\))?/,
      /^query\[\w{1,10}\] (?<query>\S{1,255}) from (?<clientIp>[\da-fA-F.:]{1,44}[\da-fA-F])$/,
    ],
    samples: [
      {
        program: 'dnsmasq',
        message: 'query[A] example.com from 10.0.0.9',
        fields: { query: 'example.com', clientIp: '10.0.0.9' },
      },
    ],
  },
];
