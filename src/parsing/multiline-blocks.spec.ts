import { MultilineJoiner } from './multiline';

function events(...lines: readonly string[]): string[] {
  const joiner = new MultilineJoiner();
  const found = lines
    .join('\n')
    .split('\n')
    .map((line) => joiner.push(line));
  return [...found, joiner.flush()].flatMap((event) => (event === null ? [] : [event.text]));
}

describe('events of several lines, as software writes them', () => {
  const T = '2026-01-02 03:04:05';

  it.each([
    [
      'a handler of Go that panicked',
      '2026/01/02 03:04:05 http: panic serving 192.0.2.7:43210: no card\ngoroutine 7 [running]:\nnet/http.(*conn).serve.func1()\n\t/go/src/net/http/server.go:1897 +0xbd\npanic({0xc20d00?, 0xd4fb20?})\n\t/go/src/runtime/panic.go:860 +0x13a\nmain.charge(0x7)\n\t/app/main.go:42 +0x7b',
      '2026/01/02 03:04:05 listening',
    ],
    [
      'a stack of zap',
      '2026-01-02T03:04:05.678Z\tERROR\tshop\tcharge failed\nmain.run\n\t/app/main.go:32\nruntime.main\n\t/go/src/runtime/proc.go:290',
      '2026-01-02T03:04:06.678Z\tINFO\tshop\tgoes on',
    ],
    [
      'a panic that Gin caught, in colours',
      '\u001b[31m2026/01/02 03:04:05 [Recovery] 2026/01/02 - 03:04:05 panic recovered:\nGET /cart HTTP/1.1\nHost: shop.example\n\nno card\n/app/main.go:40 (0xb769e4)\n\tmain.run: panic("no card")\n\u001b[0m',
      '[GIN] 2026/01/02 - 03:04:05 | 500 |     1.2ms |       192.0.2.7 | GET      "/cart"',
    ],
    [
      'the analysis of Spring Boot, below an empty message',
      '2026-01-02T03:04:05.678Z ERROR 7 --- [           main] o.s.b.d.LoggingFailureAnalysisReporter   : \n\n***************************\nAPPLICATION FAILED TO START\n***************************\n\nDescription:\n\nPort 8080 was already in use.',
      '2026-01-02T03:04:06.678Z  INFO 7 --- [           main] shop.Shop : next',
    ],
    [
      'the source of a JSP that Tomcat quotes',
      '02-Jan-2026 03:04:05.678 SEVERE [http-nio-8080-exec-1] org.apache.catalina.core.StandardWrapperValve.invoke Servlet.service() threw exception [An exception occurred processing [/cart.jsp] at line [1]\n\n1: <% charge(cart); %>ok\n\nStacktrace:] with root cause\n\tjava.lang.IllegalStateException: no card\n\t\tat org.apache.jsp.cart_jsp._jspService(cart_jsp.java:121)',
      '02-Jan-2026 03:04:06.678 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [12] milliseconds',
    ],
    [
      'a cause of several lines',
      `${T},678 ERROR [main] a.B - failed\njava.lang.IllegalStateException: x\n\tat a.B.run(B.java:7)\nCaused by: java.io.IOException: first line\nsecond line\n\t... 2 more`,
      `${T},679 INFO [main] a.B - next`,
    ],
    [
      'Dropwizard',
      `ERROR [${T},678] a.B: failed\njava.io.IOException: late\n\tat a.B.run(B.java:7)`,
      `INFO  [${T},679] a.B: next`,
    ],
    [
      'the head of an answer in nginx at debug level',
      `2026/01/02 03:04:05 [debug] 7#7: *1 HTTP/1.1 200 OK\nServer: nginx\nContent-Length: 3`,
      '2026/01/02 03:04:05 [debug] 7#7: *1 write new buf',
    ],
    [
      'what Squid used up',
      'CPU Usage: 0.079 seconds = 0.037 user + 0.041 sys\nMaximum Resident Size: 109424 KB\nPage faults with physical i/o: 0',
      '2026/01/02 03:04:05 kid1| Squid Cache: Exiting normally.',
    ],
    [
      'a statement in the general log of MariaDB',
      "260102  3:04:05\t    12 Query\tinsert into t values ('a\nb')",
      '\t\t    12 Quit\t',
    ],
    [
      'the head of a log of MariaDB',
      '/usr/sbin/mariadbd, Version: 10.11.6-MariaDB (Debian). started with:\nTcp port: 3306  Unix socket: /run/s\nTime\t\t    Id Command\tArgument',
      '260102  3:04:05\t     3 Quit\t',
    ],
    [
      'a crash of MariaDB',
      '260102  3:04:05 [ERROR] mariadbd got signal 11 ;\nSorry, we probably made a mistake, and this is a bug.\nThread pointer: 0x0',
      '2026-01-02  3:04:06 0 [Note] InnoDB: Starting crash recovery',
    ],
    [
      'a process of Elixir that crashed',
      '03:04:05.678 [error] GenServer Shop.Stock terminating\n** (ArithmeticError) bad argument\n    :erlang./(1, 0)\nLast message: :tick\nState: 1',
      '03:04:05.679 [info] next',
    ],
    [
      'an Erlang report that prints a term',
      '=ERROR REPORT==== 2-Jan-2026::03:04:05 ===\nError in process <0.1.0> with exit value:\n{function_clause,[{lists,nth,[8,[]],[]}]}',
      '=INFO REPORT==== 2-Jan-2026::03:04:05 ===\nx',
    ],
    [
      'Loguru with the values of variables',
      `${T}.678 | ERROR    | shop:charge:7 - failed\nTraceback (most recent call last):\n\n> File "/a.py", line 7, in f\n    1 / n\n        └ 0\n\nZeroDivisionError: division by zero`,
      `${T}.679 | INFO     | shop:charge:8 - next`,
    ],
    [
      'an object that Python printed',
      `${T} [scrapy] INFO: Versions:\n{'lxml': '5.0',\n 'w3lib': '2.1'}`,
      `${T} [scrapy] INFO: next`,
    ],
    [
      'a Python thread',
      'Exception in thread Thread-1:\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: no',
      `${T},678 INFO next`,
    ],
    [
      'a cause of PHP',
      '[02-Jan-2026 03:04:05 UTC] PHP Fatal error:  Uncaught A: no in /a.php:3\nStack trace:\n#0 {main}\n\nNext RuntimeException: failed in /a.php:4\nStack trace:\n#0 {main}',
      '[02-Jan-2026 03:04:06 UTC] next',
    ],
    [
      'an error of Node.js and who emitted it',
      "node:events:497\n      throw er;\n      ^\n\nError: connect ECONNREFUSED 127.0.0.1:1\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)\nEmitted 'error' event on Socket instance at:\n    at emitErrorNT (node:internal/streams/destroy:169:8) {\n  errno: -111\n}\n\nNode.js v20.19.0",
      `${T} INFO next`,
    ],
    [
      'an entry of the journal',
      '__CURSOR=s=1\n__REALTIME_TIMESTAMP=1767323045678901\nMESSAGE=x',
      '\n__CURSOR=s=2\n__REALTIME_TIMESTAMP=1767323045678902\nMESSAGE=y',
    ],
    ['a script of npm', '> shop@1.2.0 test\n> jest --ci', 'npm error code E404'],
    [
      'a JVM that ran out of memory',
      'java.lang.OutOfMemoryError: Java heap space\nDumping heap to /tmp/a.hprof ...\nHeap dump file created [1 bytes in 0.1 secs]',
      `${T} INFO next`,
    ],
    [
      'Ansible',
      `${T},678 p=7 u=root n=ansible ERROR| [ERROR]: Task failed\n\nTask failed.\n3   gather_facts: false`,
      `${T},679 p=7 u=root n=ansible INFO| next`,
    ],
  ])('%s', (_, text, next) => {
    // What is blank at the end of an event belongs to no line of it.
    expect(events(text, next).map((event) => event.trim())).toEqual([text.trim(), next.trim()]);
  });

  it.each([
    [
      'panics one after another',
      'panic: a\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d',
      'panic: b\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:8 +0x1d',
    ],
    ['the lines of Flask at its start', `[${T},678] DEBUG in app: starting`, " * Serving Flask app 'shop'"],
    [
      'a class that the launcher of Java did not find',
      'Error: Could not find or load main class A\nCaused by: java.lang.ClassNotFoundException: A',
      'java.lang.OutOfMemoryError: Java heap space',
    ],
    ['a bare line behind one with a time', `${T} INFO started`, 'Segmentation fault'],
    ['a JSON line behind one that ends in a colon', `${T} INFO Versions:`, '{"level":"info","msg":"x"}'],
    [
      'a scenario of uncaught errors of Node.js',
      '/a.js:1\nx\n^\n\nReferenceError: x\n    at /a.js:1:1\n\nNode.js v20.19.0',
      '/a.js:1\ny\n^\n\nReferenceError: y\n    at /a.js:1:1\n\nNode.js v20.19.0',
    ],
  ])('keeps apart %s', (_, first, second) => {
    expect(events(first, second)).toEqual([first, second]);
  });
});
