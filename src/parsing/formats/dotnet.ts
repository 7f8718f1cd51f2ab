import { lineFormats } from '../line-format';

/** .NET and its loggers. */
export const DOTNET_FORMATS = lineFormats('.NET', [
  {
    name: 'dotnet-console',
    title: '.NET console logger (its lines joined, or on one line)',
    starts: 'tdiwfc',
    pattern:
      /(?<level>trce|dbug|info|warn|fail|crit): (?<logger>[A-Za-z_][\w.+`-]{1,200})\[(?<eventId>-?\d{1,10})\]\s{0,12}(?<message>[^]*)/,
    samples: [
      {
        line: 'info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://localhost:5000',
        message: 'Now listening on: http://localhost:5000',
        level: 'INFO',
        fields: { logger: 'Microsoft.Hosting.Lifetime', eventId: 14 },
      },
      {
        line: 'fail: Microsoft.EntityFrameworkCore.Database.Command[20102] Failed executing DbCommand (30ms)',
        message: 'Failed executing DbCommand (30ms)',
        level: 'FAIL',
        fields: { logger: 'Microsoft.EntityFrameworkCore.Database.Command', eventId: 20102 },
      },
    ],
  },
  {
    name: 'serilog',
    title: 'Serilog file',
    after: 'time',
    starts: '[',
    pattern: /\[(?<level>VRB|DBG|INF|WRN|ERR|FTL)\] (?<message>[^]*)/,
    levels: { VRB: 'verbose' },
    samples: [
      {
        line: '2026-01-02 03:04:05.678 +00:00 [WRN] Only 3 left of item 77',
        message: 'Only 3 left of item 77',
        level: 'WRN',
        time: '2026-01-02T03:04:05.678Z',
      },
    ],
  },
  {
    name: 'serilog-console',
    title: 'Serilog console: [time LEVEL] message',
    starts: '[',
    pattern: /\[(?<time>\d\d:\d\d:\d\d) (?<level>VRB|DBG|INF|WRN|ERR|FTL)\] (?<message>[^]*)/,
    levels: { VRB: 'verbose' },
    samples: [
      {
        line: '[03:04:05 INF] Now listening on: http://localhost:5000',
        message: 'Now listening on: http://localhost:5000',
        level: 'INF',
        time: '2026-06-15T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'nlog',
    title: 'NLog default layout: time|LEVEL|logger|message',
    after: 'time',
    starts: '|',
    pattern: /\|(?<level>[A-Za-z]{4,5})\|(?<logger>[\w.+`-]{1,200})\|(?<message>[^]*)/,
    samples: [
      {
        line: '2026-01-02 03:04:05.6789|ERROR|Shop.Payments.Gateway|Charge failed',
        message: 'Charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'Shop.Payments.Gateway' },
      },
    ],
  },
]);
