import { MultilineJoiner, type JoinedEvent, type MultilineOptions } from './multiline';

function join(text: string, options: MultilineOptions = {}): JoinedEvent[] {
  const joiner = new MultilineJoiner(options);
  return [...text.split('\n').map((line) => joiner.push(line)), joiner.flush()].filter((event) => event !== null);
}

const T = '2026-01-02 03:04:05,678';

describe('events of several lines', () => {
  it.each([
    [
      'Java',
      `${T} ERROR [main] a.B - failed\njava.io.IOException: late\n\tat a.B.run(B.java:7)\n\t... 3 more\nCaused by: java.net.SocketException: closed\n\tat a.C.run(C.java:1)`,
    ],
    ['Java without a logger', 'Exception in thread "main" java.lang.NullPointerException: x\n\tat a.B.main(B.java:7)'],
    [
      'Python',
      `${T} ERROR failed\nTraceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nValueError: no\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 2, in h\n    i()\nshop.errors.PayError: late`,
    ],
    ['Python on its own', 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nKeyError: 7'],
    [
      'Node.js',
      `/app/a.js:7\n    throw new TypeError('x');\n    ^\n\nTypeError: x\n    at run (/app/a.js:7:9) {\n  code: 'E'\n}\n\nNode.js v20.19.0`,
    ],
    [
      'Go',
      'panic: boom [recovered]\n\tpanic: boom\n\ngoroutine 1 [running]:\nmain.run(...)\n\t/app/main.go:7\nmain.main()\n\t/app/main.go:3 +0x1d\nexit status 2',
    ],
    ['Ruby', "a.rb:7:in `run': no card (PayError)\n\tfrom a.rb:9:in `<main>'"],
    [
      '.NET',
      'fail: Shop.Pay[0]\n      failed\n      System.TimeoutException: late\n         at Shop.Pay.Run() in /a.cs:line 7',
    ],
    [
      'PHP',
      '[02-Jan-2026 03:04:05 UTC] PHP Fatal error:  Uncaught Exception: no in /a.php:3\nStack trace:\n#0 /a.php(9): f()\n#1 {main}\n  thrown in /a.php on line 3',
    ],
    ['an indented statement', '2026-01-02 03:04:05 UTC [7] STATEMENT:  SELECT 1\n\tFROM t\n\tWHERE a = 2'],
    ['java.util.logging', 'Jan 02, 2026 3:04:05 PM com.acme.App main\nWARNING: cache is cold'],
    [
      'a slow query',
      '# Time: 2026-01-02T03:04:05.678901Z\n# User@Host: a[a] @ b []  Id: 7\n# Query_time: 2.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 4\nSET timestamp=1;\nSELECT *\nFROM t;',
    ],
    [
      'an APT run',
      'Start-Date: 2026-01-02  03:04:05\nCommandline: apt-get install nginx\nInstall: nginx:amd64 (1.22)\nEnd-Date: 2026-01-02  03:04:09',
    ],
    ['printed JSON', '{\n  "level": "info",\n  "msg": "x"\n}'],
    [
      'a Windows event',
      'Log Name:      System\nSource:        disk\nEvent ID:      7\nDescription:\nThe device has a bad block.',
    ],
  ])('%s', (_, text) => {
    const next = `${T} INFO [main] a.B - goes on`;
    const events = join(`${T} INFO [main] a.B - before\n${text}\n${next}`);
    expect(events.map((event) => event.text)).toEqual([`${T} INFO [main] a.B - before`, text, next]);
    expect(events.map(({ firstLine }) => firstLine)).toEqual([0, 1, text.split('\n').length + 1]);
    expect(events.map(({ lineCount }) => lineCount)).toEqual([1, text.split('\n').length, 1]);
  });

  it('keeps lines apart that are records of their own', () => {
    const lines = [
      '192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 5',
      'Jan  2 03:04:05 box sshd[7]: Failed password for root',
      '{"level":"error","msg":"x"}',
      'ERROR: disk full',
      'ValueError: standing alone',
      'connection from 10.0.0.9 closed',
      '   [02/Jan/2026:03:04:05 +0000] indented, but with a time',
      '<34>1 2026-01-02T03:04:05Z box su - - - x',
      'at last it works',
    ];
    expect(join(lines.join('\n')).map(({ text }) => text)).toEqual(lines);
  });

  it('counts blank lines to the event before them, and keeps them only within events', () => {
    const events = join('\na\n\n  b\n\n\nc\n');
    expect(events).toEqual([
      { text: 'a\n\n  b', firstLine: 1, lineCount: 5, cut: false },
      { text: 'c', firstLine: 6, lineCount: 2, cut: false },
    ]);
  });

  it('lets a pattern say where events start', () => {
    const events = join('BEGIN 1\nx\n2026-01-02 03:04:05 y\nBEGIN 2', { start: /^BEGIN/ });
    expect(events.map(({ text }) => text)).toEqual(['BEGIN 1\nx\n2026-01-02 03:04:05 y', 'BEGIN 2']);
  });

  it('bounds an event by lines and by length, and loses nothing', () => {
    const lines = ['start', ...Array.from({ length: 25 }, (_, i) => `  line ${String(i)}`)];
    const byLines = join(lines.join('\n'), { maxLines: 10 });
    expect(byLines.map(({ lineCount, cut }) => [lineCount, cut])).toEqual([
      [10, true],
      [10, true],
      [6, false],
    ]);
    expect(byLines.map(({ text }) => text).join('\n')).toBe(lines.join('\n'));
    const byLength = join(lines.join('\n'), { maxLength: 50 });
    expect(Math.max(...byLength.map(({ text }) => text.length))).toBeLessThanOrEqual(50);
    expect(byLength.map(({ text }) => text).join('\n')).toBe(lines.join('\n'));
  });
});
