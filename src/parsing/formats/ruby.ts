import { levelOf } from '../../core/level';
import { lineFormats } from '../line-format';

/** Ruby, its logger and its interpreter. */
export const RUBY_FORMATS = lineFormats('Ruby', [
  {
    name: 'ruby-logger',
    title: 'Ruby Logger',
    starts: 'DIWEFA',
    pattern:
      /(?<level>[DIWEFA]), \[(?<time>[^\] ]{19,40}) {1,2}#(?<pid>\d{1,10})\] {1,3}(?:DEBUG|INFO|WARN|ERROR|FATAL|ANY) -- (?<source>[^:\n]{0,100}): (?<message>[^]*)/,
    levels: { A: 'info' },
    samples: [
      {
        line: 'I, [2026-01-02T03:04:05.678901 #1234]  INFO -- : [4f2c] Started GET "/" for 192.0.2.7',
        message: '[4f2c] Started GET "/" for 192.0.2.7',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 1234 },
      },
      {
        line: 'E, [2026-01-02T03:04:05.678901 #1234] ERROR -- shop: charge failed',
        message: 'charge failed',
        level: 'ERROR',
        source: 'shop',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 1234 },
      },
    ],
  },
  {
    name: 'sidekiq',
    title: 'Sidekiq',
    after: 'time',
    starts: 'p',
    pattern:
      /pid=(?<pid>\d{1,10}) tid=(?<tid>\w{1,20})(?: class=(?<task>[\w:]{1,120}))?(?: jid=(?<taskId>[\da-f]{12,40}))?(?: elapsed=(?<durationS>[\d.]{1,12}))? (?<level>[A-Z]{4,5}): (?<message>[^]*)/,
    source: 'sidekiq',
    samples: [
      {
        line: '2026-01-02T03:04:05.678Z pid=1234 tid=gn3 class=ChargeJob jid=b4a577edbccf1d805744efa9 elapsed=0.25 INFO: done',
        message: 'done',
        level: 'INFO',
        source: 'sidekiq',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 1234, tid: 'gn3', task: 'ChargeJob', taskId: 'b4a577edbccf1d805744efa9', durationMs: 250 },
      },
    ],
  },
  {
    name: 'ruby-logger-head',
    title: 'Ruby Logger, first line of its files',
    starts: '#',
    pattern: /# (?<message>Logfile created on (?<time>\d{4}-\d\d-\d\d [\d:]{8} [+-]\d{4}) by [^\n]{1,100})$/,
    samples: [
      {
        line: '# Logfile created on 2026-01-02 03:04:05 +0000 by logger.rb/v1.5.0',
        message: 'Logfile created on 2026-01-02 03:04:05 +0000 by logger.rb/v1.5.0',
        time: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'ruby-error',
    title: 'Ruby, an uncaught exception or a warning of the interpreter',
    after: 'no time',
    starts: '/.-abcdefghijklmnopqrstuvwxyz',
    pattern:
      /(?<message>(?<file>(?:[\w./@+-]{1,300}\.rb|-e)):(?<lineNumber>\d{1,7}):(?:in [`'](?<function>[^'\n]{1,200})':|(?<kind> warning:| syntax error))[ ,][^]*)/,
    source: 'ruby',
    refine: (draft) => {
      const { kind } = draft.fields;
      draft.level = levelOf(kind === ' warning:' ? 'warning' : 'error');
      const error = /\(([A-Z][\w:]{1,120})\)(?:\n|$)/.exec(draft.message);
      if (error !== null) draft.fields['errorType'] = error[1] ?? '';
      return Reflect.deleteProperty(draft.fields, 'kind');
    },
    samples: [
      {
        line: "cart.rb:7:in `charge': no card (PaymentError)\n\tfrom cart.rb:9:in `<main>'",
        message: "cart.rb:7:in `charge': no card (PaymentError)",
        level: 'ERROR',
        source: 'ruby',
        fields: {
          stack: "cart.rb:7:in `charge': no card (PaymentError)\n\tfrom cart.rb:9:in `<main>'",
          file: 'cart.rb',
          lineNumber: 7,
          function: 'charge',
          errorType: 'PaymentError',
        },
      },
      {
        line: '/app/cart.rb:3: warning: already initialized constant MAX',
        message: '/app/cart.rb:3: warning: already initialized constant MAX',
        level: 'WARNING',
        source: 'ruby',
        fields: { file: '/app/cart.rb', lineNumber: 3 },
      },
    ],
  },
]);
