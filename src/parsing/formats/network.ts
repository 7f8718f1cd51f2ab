import { levelOf } from '../../core/level';
import { lineFormats } from '../line-format';
import { readAlert, readCisco } from './network-events';

/** Network devices and services. Firewalls that write to the kernel's log are read where that is. */
export const NETWORK_FORMATS = lineFormats('Network', [
  {
    name: 'cisco',
    title: 'Cisco ASA, FTD, IOS and NX-OS: %FACILITY-SEVERITY-MNEMONIC: message',
    starts: '%',
    pattern:
      /(?<message>%(?<errorCode>[A-Z][A-Z0-9_]{1,40}(?:-[A-Z0-9_]{1,40})?-(?<severity>[0-7])-[A-Z0-9_]{2,60}): [^]*)/,
    source: 'cisco',
    refine: readCisco,
    samples: [
      {
        line: '%ASA-6-302013: Built outbound TCP connection 1234 for outside:203.0.113.5/443 (203.0.113.5/443) to inside:10.0.0.9/51000 (192.0.2.1/51000)',
        message:
          '%ASA-6-302013: Built outbound TCP connection 1234 for outside:203.0.113.5/443 (203.0.113.5/443) to inside:10.0.0.9/51000 (192.0.2.1/51000)',
        level: 'INFO',
        source: 'cisco',
        fields: {
          errorCode: 'ASA-6-302013',
          sourceIp: '203.0.113.5',
          sourcePort: 443,
          destinationIp: '10.0.0.9',
          destinationPort: 51000,
        },
      },
      {
        line: '%ASA-4-106023: Deny tcp src outside:192.0.2.7/43210 dst inside:10.0.0.5/22 by access-group "outside_in" [0x0, 0x0]',
        message:
          '%ASA-4-106023: Deny tcp src outside:192.0.2.7/43210 dst inside:10.0.0.5/22 by access-group "outside_in" [0x0, 0x0]',
        level: 'WARNING',
        source: 'cisco',
        fields: {
          errorCode: 'ASA-4-106023',
          sourceIp: '192.0.2.7',
          sourcePort: 43210,
          destinationIp: '10.0.0.5',
          destinationPort: 22,
        },
      },
    ],
  },
  {
    name: 'cisco-ios',
    title: 'Cisco IOS with sequence number and time',
    starts: '0123456789*.JFMASOND',
    pattern:
      /(?:(?<sequence>\d{1,12}): )?(?:(?<host>[\w.-]{1,64}): )?[*.]?(?<time>[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?[\d:]{8}(?:\.\d{1,6})?(?: [A-Z]{3,5})?): ?(?<message>%(?<errorCode>[A-Z][A-Z0-9_]{1,40}(?:-[A-Z0-9_]{1,40})?-(?<severity>[0-7])-[A-Z0-9_]{2,60}): [^]*)/,
    types: { sequence: 'integer' },
    source: 'cisco',
    refine: readCisco,
    samples: [
      {
        line: '000123: *Jan  2 03:04:05.678: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down',
        message: '%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down',
        level: 'ERROR',
        source: 'cisco',
        time: '2026-01-02T03:04:05.678Z',
        fields: { sequence: 123, errorCode: 'LINK-3-UPDOWN' },
      },
      {
        line: "Jan 02 2026 03:04:05: %ASA-5-111008: User 'admin' executed the 'write memory' command.",
        message: "%ASA-5-111008: User 'admin' executed the 'write memory' command.",
        level: 'NOTICE',
        source: 'cisco',
        time: '2026-01-02T03:04:05.000Z',
        fields: { errorCode: 'ASA-5-111008', user: 'admin' },
      },
    ],
  },
  {
    name: 'suricata-fast',
    title: 'Suricata and Snort fast.log',
    starts: '01',
    pattern:
      /(?<clock>[\d/]{5,10}-[\d:]{8}\.\d{6}) {1,2}\[\*\*\] \[(?<generator>\d{1,10}):(?<signatureId>\d{1,12}):(?<revision>\d{1,10})\] (?<message>[^[\]]{1,500}) \[\*\*\] (?:\[Classification: (?<classification>[^\]]{1,200})\] )?\[Priority: (?<priority>\d{1,2})\] \{(?<protocol>[\w-]{1,20})\} (?<sourceIp>[\da-fA-F.:]{2,45}?)(?::(?<sourcePort>\d{1,5}))? -> (?<destinationIp>[\da-fA-F.:]{2,45}?)(?::(?<destinationPort>\d{1,5}))?$/,
    source: 'suricata',
    refine: readAlert,
    samples: [
      {
        line: '01/13/2026-03:04:05.678901  [**] [1:2010935:3] ET SCAN Suspicious inbound to MSSQL port 1433 [**] [Classification: Potentially Bad Traffic] [Priority: 2] {TCP} 192.0.2.7:43210 -> 10.0.0.5:1433',
        message: 'ET SCAN Suspicious inbound to MSSQL port 1433',
        level: 'WARNING',
        source: 'suricata',
        time: '2026-01-13T03:04:05.678Z',
        fields: {
          generator: '1',
          signatureId: 2010935,
          revision: '3',
          classification: 'Potentially Bad Traffic',
          priority: 2,
          protocol: 'TCP',
          sourceIp: '192.0.2.7',
          sourcePort: 43210,
          destinationIp: '10.0.0.5',
          destinationPort: 1433,
        },
      },
    ],
  },
  {
    name: 'bind',
    title: 'BIND named log channel',
    after: 'time',
    starts: 'abcdefghijklmnopqrstuvwxyz',
    timeLike: /^\d\d-[A-Z][a-z]{2}-\d{4} /,
    pattern:
      /(?:(?<logger>[a-z][a-z-]{2,24}): )?(?:(?<level>debug \d{1,2}|info|notice|warning|error|critical): )?(?<message>(?:client (?:@0x[\da-f]{4,16} )?(?<clientIp>[\da-fA-F.:]{2,45})#(?<clientPort>\d{1,5})(?: \((?<query>[^)]{0,255})\))?)?[^]*)/,
    levels: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`debug ${String(n)}`, 'debug'])),
    source: 'named',
    samples: [
      {
        line: '02-Jan-2026 03:04:05.678 queries: info: client @0x7f12a4001c40 192.0.2.7#43210 (www.example.com): query: www.example.com IN A +E(0)K (10.0.0.1)',
        message:
          'client @0x7f12a4001c40 192.0.2.7#43210 (www.example.com): query: www.example.com IN A +E(0)K (10.0.0.1)',
        level: 'INFO',
        source: 'named',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'queries', clientIp: '192.0.2.7', clientPort: 43210, query: 'www.example.com' },
      },
      {
        line: '02-Jan-2026 03:04:05.678 general: error: zone example.com/IN: loading from master file failed: file not found',
        message: 'zone example.com/IN: loading from master file failed: file not found',
        level: 'ERROR',
        source: 'named',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'general' },
      },
    ],
  },
  {
    name: 'openvpn',
    title: 'OpenVPN',
    after: 'time',
    starts: '0123456789u',
    pattern:
      /(?:us=\d{1,6} (?!(?:[\w.@-]{1,64}\/)?\d{1,3}(?:\.\d{1,3}){3}:\d{2,5} )(?<text>[^]*)|(?:us=\d{1,6} )?(?:(?<user>[\w.@-]{1,64})\/)?(?<clientIp>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}):(?<clientPort>\d{2,5}) (?<message>(?:TLS|VERIFY|peer|\[|Peer|MULTI|SIGUSR|SIGTERM|PUSH|SENT|Control|Data|Outgoing|Incoming|WARNING|AUTH|Connection)[^]*))/,
    source: 'openvpn',
    refine: (draft) => {
      const { text } = draft.fields;
      if (typeof text === 'string') draft.message = text.trim();
      draft.level = levelOf(/^(WARNING|ERROR|FATAL):/.exec(draft.message)?.[1] ?? '');
      return Reflect.deleteProperty(draft.fields, 'text');
    },
    samples: [
      {
        line: '2026-01-02 03:04:05 192.0.2.7:43210 TLS Error: TLS handshake failed',
        message: 'TLS Error: TLS handshake failed',
        source: 'openvpn',
        time: '2026-01-02T03:04:05.000Z',
        fields: { clientIp: '192.0.2.7', clientPort: 43210 },
      },
    ],
  },
  {
    name: 'sip-asterisk',
    title: 'Asterisk messages log',
    after: '[time]',
    starts: 'NWEDVS',
    pattern:
      /(?<level>NOTICE|WARNING|ERROR|DEBUG|VERBOSE|SECURITY)\[(?<pid>\d{1,10})\](?:\[(?<call>C-[\da-f]{1,16})\])? (?<file>[\w.-]{1,80})(?::(?<lineNumber>\d{1,6})(?: in (?<function>\w{1,80}))?)?: (?<message>[^]*)/,
    levels: { SECURITY: 'notice' },
    source: 'asterisk',
    samples: [
      {
        line: "[2026-01-02 03:04:05] NOTICE[1234] chan_sip.c: Registration from '\"100\" <sip:100@10.0.0.5>' failed for '192.0.2.7:5060' - Wrong password",
        message: "Registration from '\"100\" <sip:100@10.0.0.5>' failed for '192.0.2.7:5060' - Wrong password",
        level: 'NOTICE',
        source: 'asterisk',
        time: '2026-01-02T03:04:05.000Z',
        fields: { pid: 1234, file: 'chan_sip.c' },
      },
    ],
  },
]);
