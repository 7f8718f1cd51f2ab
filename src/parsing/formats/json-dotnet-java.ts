import { isObject } from '../../core/json';
import { levelOf } from '../../core/level';
import { takeAt, jsonDialects } from '../json-dialect';
import { textOf } from '../text-of';
import { renderTemplate } from './message-template';

/** Logging libraries of .NET and Java that write JSON. */
export const JSON_DOTNET_JAVA_DIALECTS = jsonDialects('JSON of .NET and Java', [
  {
    name: 'serilog-clef',
    title: 'Serilog compact JSON (CLEF)',
    has: ['@t'],
    message: ['@m'],
    time: ['@t'],
    level: ['@l'],
    from: ['Application', 'SourceContext'],
    names: { '@x': 'stack', '@i': 'eventType', '@tr': 'traceId', '@sp': 'spanId', SourceContext: 'logger' },
    refine: (draft) => {
      const template = takeAt(draft.fields, '@mt');
      takeAt(draft.fields, '@r');
      if (draft.message === '' && typeof template === 'string') draft.message = renderTemplate(template, draft.fields);
      // Information is so usual that the format leaves it out.
      draft.level ??= levelOf('information');
    },
    samples: [
      {
        line: '{"@t":"2026-01-02T03:04:05.678Z","@mt":"Order {OrderId} took {Elapsed:0.0} ms","@l":"Warning","OrderId":77,"Elapsed":12.5,"SourceContext":"Shop.Orders"}',
        message: 'Order 77 took 12.5 ms',
        level: 'WARNING',
        source: 'Shop.Orders',
        time: '2026-01-02T03:04:05.678Z',
        fields: { OrderId: 77, Elapsed: 12.5 },
      },
    ],
  },
  {
    name: 'serilog-json',
    title: 'Serilog JSON formatter',
    has: ['MessageTemplate', 'Level'],
    message: ['RenderedMessage'],
    time: ['Timestamp'],
    level: ['Level'],
    from: ['Properties.Application', 'Properties.SourceContext'],
    names: { Exception: 'stack', Properties: 'properties' },
    refine: (draft) => {
      const template = takeAt(draft.fields, 'MessageTemplate');
      const values = draft.fields['properties'];
      if (draft.message === '' && typeof template === 'string') {
        draft.message = renderTemplate(template, isObject(values) ? values : {});
      }
    },
    samples: [
      {
        line: '{"Timestamp":"2026-01-02T03:04:05.678+00:00","Level":"Error","MessageTemplate":"Charge {Id} failed","Properties":{"Id":8,"SourceContext":"Shop.Pay"},"Exception":"System.TimeoutException: late"}',
        message: 'Charge 8 failed: System.TimeoutException: late',
        level: 'ERROR',
        source: 'Shop.Pay',
        time: '2026-01-02T03:04:05.678Z',
        fields: { stack: 'System.TimeoutException: late', properties: { Id: 8 } },
      },
    ],
  },
  {
    name: 'dotnet-json',
    title: '.NET JSON console',
    has: ['LogLevel', 'Category'],
    message: ['Message'],
    time: ['Timestamp'],
    level: ['LogLevel'],
    from: ['Category'],
    names: { EventId: 'eventId', Exception: 'stack', State: 'state', Scopes: 'scopes' },
    samples: [
      {
        line: '{"Timestamp":"2026-01-02T03:04:05.678Z","EventId":14,"LogLevel":"Information","Category":"Microsoft.Hosting.Lifetime","Message":"Now listening on: http://localhost:5000"}',
        message: 'Now listening on: http://localhost:5000',
        level: 'INFORMATION',
        source: 'Microsoft.Hosting.Lifetime',
        time: '2026-01-02T03:04:05.678Z',
        fields: { eventId: 14 },
      },
    ],
  },
  {
    name: 'logstash-json',
    title: 'Logback and Log4j with the Logstash encoder',
    has: ['logger_name', '@timestamp'],
    message: ['message'],
    time: ['@timestamp'],
    level: ['level'],
    from: ['app_name', 'application', 'service', 'springAppName', 'appName'],
    names: { logger_name: 'logger', thread_name: 'thread', stack_trace: 'stack' },
    refine: ({ fields }) => {
      takeAt(fields, '@version');
      takeAt(fields, 'level_value');
    },
    samples: [
      {
        line: '{"@timestamp":"2026-01-02T03:04:05.678+01:00","@version":"1","message":"charge failed","logger_name":"com.acme.Pay","thread_name":"main","level":"ERROR","level_value":40000,"stack_trace":"java.io.IOException: x\\n\\tat com.acme.Pay.run(Pay.java:7)"}',
        message: 'charge failed: java.io.IOException: x',
        level: 'ERROR',
        time: '2026-01-02T02:04:05.678Z',
        fields: {
          logger: 'com.acme.Pay',
          thread: 'main',
          stack: 'java.io.IOException: x\n\tat com.acme.Pay.run(Pay.java:7)',
        },
      },
    ],
  },
  {
    name: 'logback-json',
    title: 'Logback JsonEncoder',
    has: ['threadName', 'loggerName', 'timestamp'],
    message: ['formattedMessage', 'message'],
    time: ['timestamp'],
    level: ['level'],
    names: { loggerName: 'logger', threadName: 'thread' },
    refine: (draft) => {
      const values = takeAt(draft.fields, 'arguments');
      let at = 0;
      if (Array.isArray(values))
        draft.message = draft.message.replace(/\{\}/g, (hole) =>
          at < values.length ? textOf(values[at++] ?? null) : hole,
        );
      const thrown = takeAt(draft.fields, 'throwable');
      if (isObject(thrown)) {
        draft.fields['errorType'] = textOf(thrown['className'] ?? 'Throwable');
        if (typeof thrown['message'] === 'string') draft.fields['error'] = thrown['message'];
        draft.fields['throwable'] = thrown;
      }
      for (const name of ['sequenceNumber', 'nanoseconds', 'context']) takeAt(draft.fields, name);
    },
    samples: [
      {
        line: '{"sequenceNumber":0,"timestamp":1767323045678,"nanoseconds":678901234,"level":"ERROR","threadName":"main","loggerName":"com.acme.Pay","mdc":{"requestId":"r-1"},"message":"charge {} failed","arguments":["7"],"throwable":{"className":"java.io.IOException","message":"closed"}}',
        message: 'charge 7 failed: java.io.IOException: closed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          mdc: { requestId: 'r-1' },
          logger: 'com.acme.Pay',
          thread: 'main',
          errorType: 'java.io.IOException',
          error: 'closed',
          throwable: { className: 'java.io.IOException', message: 'closed' },
        },
      },
    ],
  },
  {
    name: 'log4j2-json',
    title: 'Log4j 2 JsonLayout',
    has: ['loggerName', 'level'],
    message: ['message'],
    time: ['timeMillis'],
    level: ['level'],
    names: { loggerName: 'logger' },
    refine: (draft) => {
      const instant = takeAt(draft.fields, 'instant');
      if (isObject(instant) && typeof instant['epochSecond'] === 'number') {
        const nanos = typeof instant['nanoOfSecond'] === 'number' ? instant['nanoOfSecond'] : 0;
        draft.timestamp = instant['epochSecond'] * 1000 + Math.floor(nanos / 1e6);
      }
      for (const name of ['endOfBatch', 'loggerFqcn', 'threadPriority']) takeAt(draft.fields, name);
    },
    samples: [
      {
        line: '{"instant":{"epochSecond":1767323045,"nanoOfSecond":678000000},"thread":"main","level":"WARN","loggerName":"com.acme.Stock","message":"only 3 left","endOfBatch":false,"loggerFqcn":"org.apache.logging.log4j.spi.AbstractLogger","threadId":1,"threadPriority":5}',
        message: 'only 3 left',
        level: 'WARN',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 'main', threadId: 1, logger: 'com.acme.Stock' },
      },
    ],
  },
]);
