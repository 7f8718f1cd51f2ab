import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

/** Python's logging and the servers and frameworks that use it. */
export const PYTHON_FORMATS = lineFormats('Python', [
  {
    name: 'python-logging',
    title: 'Python logging as its manual shows it: time - logger - LEVEL - message',
    after: 'time',
    starts: '-',
    pattern:
      /- (?<logger>[\w.-]{1,120}) - (?:\[?(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL|NOTSET)\]?) - (?<message>[^]*)/,
    levels: { NOTSET: 'trace' },
    samples: [
      {
        line: '2026-01-02 03:04:05,678 - shop.payments - ERROR - charge failed',
        message: 'charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'shop.payments' },
      },
      {
        line: '2026-01-02 03:04:05,678 - root - INFO - worker started',
        message: 'worker started',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'root' },
      },
    ],
  },
  {
    name: 'python-basic',
    title: 'Python logging.basicConfig: LEVEL:logger:message',
    starts: 'DIWEC',
    pattern: /(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):(?<logger>[A-Za-z_][\w.-]{0,120}):(?<message>[^]*)/,
    samples: [
      {
        line: 'WARNING:shop.stock:only 3 left of item 77',
        message: 'only 3 left of item 77',
        level: 'WARNING',
        fields: { logger: 'shop.stock' },
      },
    ],
  },
  {
    name: 'gunicorn',
    title: 'Gunicorn error log',
    after: '[time]',
    starts: '[',
    pattern: /\[(?<pid>\d{1,10})\] \[(?<level>[A-Z]{4,8})\] (?<message>[^]*)/,
    source: 'gunicorn',
    samples: [
      {
        line: '[2026-01-02 03:04:05 +0000] [7] [INFO] Booting worker with pid: 7',
        message: 'Booting worker with pid: 7',
        level: 'INFO',
        source: 'gunicorn',
        time: '2026-01-02T03:04:05.000Z',
        fields: { pid: 7 },
      },
    ],
  },
  {
    name: 'uvicorn',
    title: 'Uvicorn default log',
    starts: 'IWECDT',
    pattern: /(?<level>INFO|WARNING|ERROR|CRITICAL|DEBUG|TRACE): {2,6}(?<message>\S[^]*)/,
    source: 'uvicorn',
    samples: [
      {
        line: 'INFO:     Application startup complete.',
        message: 'Application startup complete.',
        level: 'INFO',
        source: 'uvicorn',
      },
      {
        line: 'ERROR:    Exception in ASGI application',
        message: 'Exception in ASGI application',
        level: 'ERROR',
        source: 'uvicorn',
      },
    ],
  },
  {
    name: 'celery',
    title: 'Celery worker',
    starts: '[',
    pattern:
      /\[(?<time>\d{4}-\d\d-\d\d [\d:]{8},\d{3}): (?<level>[A-Z]{4,8})\/(?<process>[\w-]{1,60})\] (?<message>[^]*)/,
    source: 'celery',
    refine: ({ message, fields }) => {
      const task = /^Task ([\w.]{1,200})\[([\da-f-]{36})\]/.exec(message);
      if (task !== null) Object.assign(fields, { task: task[1] ?? '', taskId: task[2] ?? '' });
      return true;
    },
    samples: [
      {
        line: "[2026-01-02 03:04:05,678: ERROR/ForkPoolWorker-2] Task shop.tasks.charge[6ea2a2f2-7b3b-4a3e-8f2a-0d1f1e6a9c11] raised unexpected: ValueError('no card')",
        message:
          "Task shop.tasks.charge[6ea2a2f2-7b3b-4a3e-8f2a-0d1f1e6a9c11] raised unexpected: ValueError('no card')",
        level: 'ERROR',
        source: 'celery',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          process: 'ForkPoolWorker-2',
          task: 'shop.tasks.charge',
          taskId: '6ea2a2f2-7b3b-4a3e-8f2a-0d1f1e6a9c11',
        },
      },
    ],
  },
  {
    name: 'loguru',
    title: 'Loguru default format',
    after: 'time',
    starts: '|',
    pattern:
      /\| (?<level>[A-Z]{4,8}) {0,8}\| (?<logger>[\w.<>-]{1,120}):(?<function>[\w.<>-]{1,120}):(?<lineNumber>\d{1,6}) - (?<message>[^]*)/,
    samples: [
      {
        line: '2026-01-02 03:04:05.678 | WARNING  | shop.stock:check:42 - only 3 left',
        message: 'only 3 left',
        level: 'WARNING',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'shop.stock', function: 'check', lineNumber: 42 },
      },
    ],
  },
  {
    name: 'openstack',
    title: 'OpenStack (oslo.log)',
    after: 'time',
    starts: '123456789',
    pattern:
      /(?<pid>\d{1,10}) (?<level>[A-Z]{4,8}) (?<logger>[\w.-]{1,120})(?: \[(?<context>[^\]]{0,400})\])? (?<message>[^]*)/,
    refine: ({ fields }) => {
      const request = /(?:^|\s)(req-[\da-f-]{36})/.exec(textOf(fields['context'] ?? ''));
      if (request !== null) fields['requestId'] = request[1] ?? '';
      // Hadoop writes "thread LEVEL logger: message"; oslo's logger has no colon, and a dot in it.
      return textOf(fields['logger']).includes('.') || fields['context'] !== undefined;
    },
    samples: [
      {
        line: '2026-01-02 03:04:05.678 2931 INFO nova.compute.manager [req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab admin demo - - -] [instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] VM Started (Lifecycle Event)',
        message: '[instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] VM Started (Lifecycle Event)',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          pid: 2931,
          logger: 'nova.compute.manager',
          context: 'req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab admin demo - - -',
          requestId: 'req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab',
        },
      },
    ],
  },
  {
    name: 'airflow',
    title: 'Apache Airflow task log',
    after: '[time]',
    starts: '{',
    pattern: /\{(?<file>[\w.-]{1,100}):(?<lineNumber>\d{1,6})\} (?<level>[A-Z]{4,8}) - (?<message>[^]*)/,
    source: 'airflow',
    samples: [
      {
        line: '[2026-01-02T03:04:05.678+0000] {taskinstance.py:1157} INFO - Marking task as SUCCESS. dag_id=etl, task_id=load',
        message: 'Marking task as SUCCESS. dag_id=etl, task_id=load',
        level: 'INFO',
        source: 'airflow',
        time: '2026-01-02T03:04:05.678Z',
        fields: { file: 'taskinstance.py', lineNumber: 1157 },
      },
    ],
  },
  {
    name: 'structlog',
    title: 'structlog ConsoleRenderer',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\d/,
    starts: '[',
    pattern: /\[(?<level>debug|info|warning|error|critical) {0,6}\] (?<message>[^]*)/,
    samples: [
      {
        line: '2026-01-02T03:04:05.678901Z [warning  ] retrying payment               attempt=2 order=77',
        message: 'retrying payment               attempt=2 order=77',
        level: 'WARNING',
        time: '2026-01-02T03:04:05.678Z',
      },
    ],
  },
  {
    name: 'cloud-init',
    title: 'cloud-init',
    after: 'time',
    starts: '-',
    pattern: /- (?<file>[\w.-]{1,60}\.py)\[(?<level>[A-Z]{4,8})\]: (?<message>[^]*)/,
    source: 'cloud-init',
    samples: [
      {
        line: '2026-01-02 03:04:05,678 - util.py[WARNING]: Running module scripts-user failed',
        message: 'Running module scripts-user failed',
        level: 'WARNING',
        source: 'cloud-init',
        time: '2026-01-02T03:04:05.678Z',
        fields: { file: 'util.py' },
      },
    ],
  },
  {
    name: 'fail2ban',
    title: 'fail2ban',
    after: 'time',
    starts: 'f',
    pattern:
      /fail2ban\.(?<logger>\w{1,30}) {1,12}\[(?<pid>\d{1,10})\]: (?<level>[A-Z]{4,8}) {1,4}(?:\[(?<jail>[^\]]{1,60})\] )?(?<message>[^]*)/,
    source: 'fail2ban',
    refine: ({ message, fields }) => {
      const address = /^(?:Found|Ban|Unban|Restore Ban|Ignore) ([\da-fA-F.:]{2,45})/.exec(message);
      if (address !== null) fields['clientIp'] = address[1] ?? '';
      return true;
    },
    samples: [
      {
        line: '2026-01-02 03:04:05,678 fail2ban.actions        [1234]: NOTICE  [sshd] Ban 192.0.2.7',
        message: 'Ban 192.0.2.7',
        level: 'NOTICE',
        source: 'fail2ban',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'actions', pid: 1234, jail: 'sshd', clientIp: '192.0.2.7' },
      },
    ],
  },
]);
