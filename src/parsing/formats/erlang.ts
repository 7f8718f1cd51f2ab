import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

/** Erlang and Elixir. */
export const ERLANG_FORMATS = lineFormats('Erlang and Elixir', [
  {
    name: 'rabbitmq',
    title: 'RabbitMQ and Erlang logger',
    after: 'time',
    starts: '[',
    pattern: /\[(?<level>[a-z]{4,9})\] <(?<process>[\d.]{3,30})> (?<message>[^]*)/,
    source: 'rabbitmq',
    samples: [
      {
        line: '2026-01-02 03:04:05.678901+00:00 [error] <0.1234.0> closing AMQP connection <0.1234.0> (10.0.0.9:51000 -> 10.0.0.5:5672):',
        message: 'closing AMQP connection <0.1234.0> (10.0.0.9:51000 -> 10.0.0.5:5672):',
        level: 'ERROR',
        source: 'rabbitmq',
        time: '2026-01-02T03:04:05.678Z',
        fields: { process: '0.1234.0' },
      },
    ],
  },
  {
    name: 'erlang-report',
    title: 'Erlang report (RabbitMQ up to 3.6), its lines joined',
    starts: '=',
    pattern:
      /=(?<level>INFO|WARNING|ERROR|CRASH|PROGRESS|SUPERVISOR) REPORT={4} (?<day>\d{1,2}-[A-Z][a-z]{2}-\d{4})::(?<clock>[\d:]{8})(?:\.\d{1,6})? ===(?<message>[^]*)/,
    levels: { CRASH: 'error', PROGRESS: 'info', SUPERVISOR: 'error' },
    refine: (draft, context) => {
      const { day, clock } = draft.fields;
      draft.timestamp = context.leadingTime(`${textOf(day)} ${textOf(clock)}`, 0)?.ms ?? null;
      draft.message = draft.message.trim();
      return Reflect.deleteProperty(draft.fields, 'day') && Reflect.deleteProperty(draft.fields, 'clock');
    },
    samples: [
      {
        line: '=ERROR REPORT==== 2-Jan-2026::03:04:05 ===\nclosing AMQP connection <0.30.0> (10.0.0.9:51000 -> 10.0.0.5:5672)',
        message: 'closing AMQP connection <0.30.0> (10.0.0.9:51000 -> 10.0.0.5:5672)',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'elixir',
    title: 'Elixir Logger console',
    after: 'time',
    timeLike: /^\d\d:\d\d:\d\d\./,
    starts: '[',
    pattern: /\[(?<level>debug|info|notice|warning|warn|error|critical|alert|emergency)\] {1,2}(?<message>[^]*)/,
    source: 'elixir',
    samples: [
      {
        line: '03:04:05.678 [error] GenServer Shop.Stock terminating',
        message: 'GenServer Shop.Stock terminating',
        level: 'ERROR',
        source: 'elixir',
        time: '2026-06-15T03:04:05.678Z',
      },
    ],
  },
  {
    name: 'elixir-error',
    title: 'Elixir, an uncaught exception of a script',
    starts: '*',
    pattern: /\*\* (?<message>\((?<errorType>[A-Z][\w.]{1,120})\) [^\n]*)(?<stack>(?:\n[^]*)?)$/,
    source: 'elixir',
    refine: (draft) => {
      draft.level = { text: 'ERROR', number: 17 };
      return true;
    },
    samples: [
      {
        line: '** (ArgumentError) no card\n    shop.exs:3: (file)',
        message: '(ArgumentError) no card',
        level: 'ERROR',
        source: 'elixir',
        fields: { errorType: 'ArgumentError', stack: '\n    shop.exs:3: (file)' },
      },
    ],
  },
]);
