import { lineFormats } from '../line-format';

/** Package managers of Debian, Ubuntu, Fedora and Red Hat. */
export const PACKAGE_MANAGER_FORMATS = lineFormats('Package managers', [
  {
    name: 'dpkg',
    title: 'dpkg.log',
    after: 'time',
    starts: 'sicurtp',
    pattern:
      /(?<message>(?:(?:status (?<state>[a-z-]{4,20})|(?<action>install|upgrade|remove|purge|configure|trigproc|disappear)) (?<package>[a-z0-9][\w.+-]{0,100}(?::\w{1,20})?) (?<version>\S{1,100})(?: \S{1,100})?|startup (?:archives|packages) [\w-]{1,20}|conffile [^]{1,500}))$/,
    source: 'dpkg',
    samples: [
      {
        line: '2026-01-02 03:04:05 status installed nginx:amd64 1.22.1-9+deb12u1',
        message: 'status installed nginx:amd64 1.22.1-9+deb12u1',
        source: 'dpkg',
        time: '2026-01-02T03:04:05.000Z',
        fields: { state: 'installed', package: 'nginx:amd64', version: '1.22.1-9+deb12u1' },
      },
      {
        line: '2026-01-02 03:04:05 upgrade libssl3:amd64 3.0.11-1 3.0.14-1',
        message: 'upgrade libssl3:amd64 3.0.11-1 3.0.14-1',
        source: 'dpkg',
        time: '2026-01-02T03:04:05.000Z',
        fields: { action: 'upgrade', package: 'libssl3:amd64', version: '3.0.11-1' },
      },
      {
        line: '2026-01-02 03:04:05 startup archives unpack',
        message: 'startup archives unpack',
        source: 'dpkg',
        time: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'apt-history',
    title: 'APT history.log (an entry joined to one event, or its lines)',
    starts: 'SCRIUPDE',
    pattern:
      /(?<message>(?:(?:(?:Start|End)-Date: \d{4}-\d\d-\d\d {1,2}[\d:]{8}|(?:Commandline: |Requested-By: [\w.-]{1,64} \(|(?:Install|Reinstall|Upgrade|Downgrade|Remove|Purge): [a-z0-9][\w.+-]{0,100}:\w{1,20} \(|Error: Sub-process )[^\n]*)(?:\n|$)){1,20})$/,
    source: 'apt',
    refine: (draft, context) => {
      const { message, fields } = draft;
      const date = /^(?:Start|End)-Date: /.exec(message)?.[0];
      if (date !== undefined) draft.timestamp = context.leadingTime(message, date.length)?.ms ?? null;
      const command = /(?:^|\n)Commandline: ([^\n]{1,500})/.exec(message);
      if (command !== null) fields['command'] = command[1] ?? '';
      const user = /(?:^|\n)Requested-By: ([\w.-]{1,64})/.exec(message);
      if (user !== null) fields['user'] = user[1] ?? '';
      return true;
    },
    samples: [
      {
        line: 'Start-Date: 2026-01-02  03:04:05\nCommandline: apt-get install -y nginx\nRequested-By: bob (1000)\nInstall: nginx:amd64 (1.22.1-9)\nEnd-Date: 2026-01-02  03:04:09',
        message:
          'Start-Date: 2026-01-02  03:04:05\nCommandline: apt-get install -y nginx\nRequested-By: bob (1000)\nInstall: nginx:amd64 (1.22.1-9)\nEnd-Date: 2026-01-02  03:04:09',
        source: 'apt',
        time: '2026-01-02T03:04:05.000Z',
        fields: { command: 'apt-get install -y nginx', user: 'bob' },
      },
      {
        line: 'Install: nginx:amd64 (1.22.1-9), nginx-common:amd64 (1.22.1-9, automatic)',
        message: 'Install: nginx:amd64 (1.22.1-9), nginx-common:amd64 (1.22.1-9, automatic)',
        source: 'apt',
      },
    ],
  },
  {
    name: 'update-alternatives',
    title: 'Debian alternatives.log',
    starts: 'u',
    pattern: /update-alternatives (?<time>\d{4}-\d\d-\d\d [\d:]{8}): (?<message>[^]*)/,
    source: 'update-alternatives',
    samples: [
      {
        line: 'update-alternatives 2026-01-02 03:04:05: link group editor updated to point to /usr/bin/vim.basic',
        message: 'link group editor updated to point to /usr/bin/vim.basic',
        source: 'update-alternatives',
        time: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'yum',
    title: 'yum.log and dnf.rpm.log',
    after: 'time',
    starts: 'IUESDR',
    pattern:
      /(?:(?<level>SUBDEBUG|INFO|DEBUG|DDEBUG) )?(?<message>(?<action>Installed|Updated|Erased|Upgrade|Upgraded|Install|Erase|Reinstall|Downgrade|Removed|Obsoleted): (?<package>\S{1,200}))$/,
    levels: { SUBDEBUG: 'debug', DDEBUG: 'debug' },
    source: 'yum',
    samples: [
      {
        line: 'Jan 02 03:04:05 Installed: httpd-2.4.6-99.el7.x86_64',
        message: 'Installed: httpd-2.4.6-99.el7.x86_64',
        source: 'yum',
        time: '2026-01-02T03:04:05.000Z',
        fields: { action: 'Installed', package: 'httpd-2.4.6-99.el7.x86_64' },
      },
      {
        line: '2026-01-02T03:04:05+0000 SUBDEBUG Upgrade: openssl-3.0.7-27.el9.x86_64',
        message: 'Upgrade: openssl-3.0.7-27.el9.x86_64',
        level: 'DEBUG',
        source: 'yum',
        time: '2026-01-02T03:04:05.000Z',
        fields: { action: 'Upgrade', package: 'openssl-3.0.7-27.el9.x86_64' },
      },
    ],
  },
  {
    name: 'apt-term',
    title: 'APT term.log: what dpkg said on the terminal',
    starts: 'LSPURI',
    pattern:
      /(?<message>Log (?:started|ended): (?<time>\d{4}-\d\d-\d\d {1,2}[\d:]{8})|(?<action>Selecting previously unselected package|Preparing to unpack|Unpacking|Setting up|Processing triggers for|Removing|Purging configuration files for|Replacing files in old package) (?<package>\S{1,300}?)(?:\.?| (?:\((?<version>[^)\s]{1,100})\))?[^\n]{0,300}))$/,
    source: 'apt',
    samples: [
      {
        line: 'Log started: 2026-01-02  03:04:05',
        message: 'Log started: 2026-01-02  03:04:05',
        source: 'apt',
        time: '2026-01-02T03:04:05.000Z',
      },
      {
        line: 'Setting up nginx:amd64 (1.22.1-9) ...',
        message: 'Setting up nginx:amd64 (1.22.1-9) ...',
        source: 'apt',
        fields: { action: 'Setting up', package: 'nginx:amd64', version: '1.22.1-9' },
      },
    ],
  },
]);
