import { lineFormats } from '../line-format';
import { readEventText, readEventXml } from './windows-events';

/** Windows. W3C extended logs (IIS, the firewall) are read by the table parser. */
export const WINDOWS_FORMATS = lineFormats('Windows', [
  {
    name: 'windows-event-xml',
    title: 'Windows event as XML',
    starts: '<',
    pattern: /<Event(?=[ >])(?<message>[^]*)/,
    refine: readEventXml,
    samples: [
      {
        line: "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4625</EventID><Level>0</Level><Keywords>0x8010000000000000</Keywords><TimeCreated SystemTime='2026-01-02T03:04:05.6789012Z'/><Channel>Security</Channel><Computer>dc1.example.com</Computer></System><EventData><Data Name='TargetUserName'>admin</Data><Data Name='IpAddress'>192.0.2.7</Data></EventData></Event>",
        message: 'An account failed to log on. TargetUserName=admin IpAddress=192.0.2.7',
        level: 'WARNING',
        source: 'Microsoft-Windows-Security-Auditing',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          eventId: 4625,
          channel: 'Security',
          host: 'dc1.example.com',
          eventData: { TargetUserName: 'admin', IpAddress: '192.0.2.7' },
          user: 'admin',
          clientIp: '192.0.2.7',
        },
      },
    ],
  },
  {
    name: 'windows-event',
    title: 'Windows event as the Event Viewer copies it',
    starts: 'L',
    pattern: /Log Name: {1,8}(?<channel>[^\n]{1,120})\n(?<message>[^]*)/,
    refine: readEventText,
    samples: [
      {
        line: 'Log Name:      System\nSource:        Service Control Manager\nDate:          1/13/2026 3:04:05 PM\nEvent ID:      7031\nTask Category: None\nLevel:         Error\nKeywords:      Classic\nUser:          N/A\nComputer:      web1.example.com\nDescription:\nThe Print Spooler service terminated unexpectedly.',
        message: 'The Print Spooler service terminated unexpectedly.',
        level: 'ERROR',
        source: 'Service Control Manager',
        time: '2026-01-13T15:04:05.000Z',
        fields: { channel: 'System', eventId: 7031, keywords: 'Classic', host: 'web1.example.com' },
      },
    ],
  },
  {
    name: 'windows-snare',
    title: 'Windows event through Snare or NXLog (tab separated)',
    starts: 'M',
    pattern:
      /MSWinEventLog\t(?<criticality>\d)\t(?<channel>[^\t]{1,120})\t(?<sequence>\d{1,12})\t(?<time>[^\t]{10,40})\t(?<eventId>\d{1,6})\t(?<source>[^\t]{1,120})\t(?<user>[^\t]{0,120})\t[^\t]{0,40}\t(?<level>[^\t]{1,40})\t(?<host>[^\t]{1,255})\t[^\t]{0,120}\t[^\t]{0,120}\t(?<message>[^]*)/,
    types: { sequence: 'integer' },
    levels: {
      'Success Audit': 'info',
      'Audit Success': 'info',
      'Failure Audit': 'warning',
      'Audit Failure': 'warning',
    },
    samples: [
      {
        line: 'MSWinEventLog\t1\tSecurity\t1234\tFri Jan 02 03:04:05 2026\t4625\tMicrosoft-Windows-Security-Auditing\tN/A\tN/A\tFailure Audit\tDC1\tLogon\t\tAn account failed to log on. Account Name: admin',
        message: 'An account failed to log on. Account Name: admin',
        level: 'WARNING',
        source: 'Microsoft-Windows-Security-Auditing',
        time: '2026-01-02T03:04:05.000Z',
        fields: { criticality: '1', channel: 'Security', sequence: 1234, eventId: 4625, host: 'DC1' },
      },
    ],
  },
  {
    name: 'windows-cbs',
    title: 'Windows component servicing and DISM (CBS.log)',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\d [\d:]{8},/,
    starts: ',IWE',
    pattern: /,? {0,2}(?<level>Info|Warning|Error|Perf) {1,20}(?<logger>[A-Z][A-Za-z]{1,12}) {1,6}(?<message>[^]*)/,
    levels: { Perf: 'debug' },
    samples: [
      {
        line: '2026-01-02 03:04:05, Info                  CBS    Loaded Servicing Stack v10.0.19041.3745',
        message: 'Loaded Servicing Stack v10.0.19041.3745',
        level: 'INFO',
        time: '2026-01-02T03:04:05.000Z',
        fields: { logger: 'CBS' },
      },
    ],
  },
]);
