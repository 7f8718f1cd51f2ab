import { levelOf } from '../../core/level';
import { TimeZone } from '../../core/timestamp-zone';
import { lineFormats, type Draft } from '../line-format';
import type { ParseContext } from '../parser';
import { textOf } from '../text-of';

const SEVERITY =
  /^(?:PHP )?(Fatal error|Parse error|Catchable fatal error|Recoverable fatal error|Warning|Notice|Deprecated|Strict Standards|Core Error|Core Warning|Compile Error):/;
const PLACE = / in (\/[^\n]{1,500}?)(?:\((\d{1,7})\)|:(\d{1,7})| on line (\d{1,7}))/;
const LEVELS: Readonly<Record<string, string>> = { Warning: 'warning', Notice: 'notice', Deprecated: 'warning' };
/** Zones that a server names; more than a few mean that somebody plays with them. */
const MAX_ZONES = 64;
const zones = new Map<string, TimeZone | null>();

/** What PHP's interpreter says of itself: the level from its words, the place in the code. */
function readInterpreter(draft: Draft): boolean {
  const { message, fields } = draft;
  const severity = SEVERITY.exec(message)?.[1];
  if (severity !== undefined) draft.level = levelOf(LEVELS[severity] ?? 'error');
  else if (message.startsWith('PHP ')) draft.level = levelOf('notice');
  const place = PLACE.exec(message.slice(0, 2000));
  if (place !== null) {
    fields['file'] = place[1] ?? '';
    fields['lineNumber'] = Number(place[2] ?? place[3] ?? place[4]);
  }
  return true;
}

/** A zone by its name, looked up once: making one costs more than reading a thousand lines. */
function zoneOf(name: string): TimeZone | null {
  let zone = zones.get(name);
  if (zone !== undefined) return zone;
  try {
    zone = TimeZone.of(name);
  } catch {
    // A name that no zone has: the text is no time of PHP.
    zone = null;
  }
  if (zones.size >= MAX_ZONES) zones.clear();
  zones.set(name, zone);
  return zone;
}

/** The time of the error log, whose zone is a name such as `Europe/Berlin`. */
function readZone(draft: Draft, context: ParseContext): boolean {
  const zone = zoneOf(textOf(draft.fields['zone'] ?? 'UTC'));
  const wall = Date.parse(`${textOf(draft.fields['clock'] ?? '').replaceAll('-', ' ')} UTC`);
  if (zone === null || Number.isNaN(wall) || context.now <= 0) return false;
  draft.timestamp = zone.toEpoch(wall);
  Reflect.deleteProperty(draft.fields, 'zone');
  Reflect.deleteProperty(draft.fields, 'clock');
  return readInterpreter(draft);
}

/** PHP, its interpreter and its loggers. */
export const PHP_FORMATS = lineFormats('PHP', [
  {
    name: 'php-error',
    title: 'PHP error_log',
    starts: '[',
    pattern:
      /\[(?<clock>\d\d-[A-Z][a-z]{2}-\d{4} [\d:]{8}) (?<zone>[A-Z][A-Za-z]{1,20}(?:\/[\w+/-]{1,40})?)\] (?<message>[^]*)/,
    source: 'php',
    refine: readZone,
    samples: [
      {
        line: '[02-Jan-2026 03:04:05 UTC] PHP Warning:  Undefined variable $total in /var/www/cart.php on line 42',
        message: 'PHP Warning:  Undefined variable $total in /var/www/cart.php on line 42',
        level: 'WARNING',
        source: 'php',
        time: '2026-01-02T03:04:05.000Z',
        fields: { file: '/var/www/cart.php', lineNumber: 42 },
      },
      {
        line: '[02-Jan-2026 03:04:05 Europe/Berlin] cart of user 7 is empty',
        message: 'cart of user 7 is empty',
        source: 'php',
        time: '2026-01-02T02:04:05.000Z',
      },
    ],
  },
  {
    name: 'php-message',
    title: 'PHP, messages of the interpreter behind another time or none (php -S, the command line)',
    starts: 'PFWNDCRS',
    pattern:
      /(?<message>(?:PHP )?(?:(?:Fatal error|Parse error|Warning|Notice|Deprecated|Catchable fatal error|Recoverable fatal error|Strict Standards): {1,2}[^\n]{1,4000} (?:on line \d{1,7}|in [^\n]{1,300}:\d{1,7})(?:\n[^]*)?))$/,
    source: 'php',
    refine: readInterpreter,
    samples: [
      {
        line: 'PHP Warning:  Undefined variable $total in /var/www/cart.php on line 42',
        message: 'PHP Warning:  Undefined variable $total in /var/www/cart.php on line 42',
        level: 'WARNING',
        source: 'php',
        fields: { file: '/var/www/cart.php', lineNumber: 42 },
      },
    ],
  },
  {
    name: 'php-server-event',
    title: 'PHP built-in web server, what it says besides requests',
    after: '[time]',
    starts: 'P0123456789abcdef[',
    pattern:
      /(?<message>PHP (?:\d[\w.+~-]{1,40} Development Server|[A-Z][a-z]|Stack trace:| )[^]*|(?:\[[\da-fA-F:]{2,45}\]|(?<clientIp>\d{1,3}(?:\.\d{1,3}){3})):(?<clientPort>\d{1,5}) (?:Accepted|Closing|Closed|Invalid)[^]*)/,
    source: 'php',
    refine: readInterpreter,
    samples: [
      {
        line: '[Fri Jan  2 03:04:05 2026] 192.0.2.7:43210 Accepted',
        message: '192.0.2.7:43210 Accepted',
        source: 'php',
        time: '2026-01-02T03:04:05.000Z',
        fields: { clientIp: '192.0.2.7', clientPort: 43210 },
      },
      {
        line: '[Fri Jan  2 03:04:05 2026] PHP Warning:  Undefined variable $total in /var/www/cart.php on line 42',
        message: 'PHP Warning:  Undefined variable $total in /var/www/cart.php on line 42',
        level: 'WARNING',
        source: 'php',
        time: '2026-01-02T03:04:05.000Z',
        fields: { file: '/var/www/cart.php', lineNumber: 42 },
      },
    ],
  },
  {
    name: 'php-fpm',
    title: 'PHP-FPM',
    after: '[time]',
    starts: 'NWEAD',
    pattern: /(?<level>NOTICE|WARNING|ERROR|ALERT|DEBUG): (?:\[pool (?<pool>[^\]]{1,60})\] )?(?<message>[^]*)/,
    timeLike: /^\[\d\d-[A-Z]/,
    source: 'php-fpm',
    samples: [
      {
        line: '[02-Jan-2026 03:04:05] NOTICE: fpm is running, pid 1',
        message: 'fpm is running, pid 1',
        level: 'NOTICE',
        source: 'php-fpm',
        time: '2026-01-02T03:04:05.000Z',
      },
      {
        line: '[02-Jan-2026 03:04:05] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it',
        message: 'server reached pm.max_children setting (5), consider raising it',
        level: 'WARNING',
        source: 'php-fpm',
        time: '2026-01-02T03:04:05.000Z',
        fields: { pool: 'www' },
      },
    ],
  },
  {
    name: 'monolog',
    title: 'Monolog (Laravel, Symfony)',
    after: '[time]',
    starts: '',
    pattern:
      /(?<logger>[\w.-]{1,60})\.(?<level>DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY): (?<message>[^]*)/,
    refine: (draft) => {
      // Empty context and extra: "[] []".
      draft.message = draft.message.replace(/(?: (?:\[\]|\{\})){1,2}$/, '');
      return true;
    },
    samples: [
      {
        line: '[2026-01-02 03:04:05] production.ERROR: SQLSTATE[HY000] [2002] Connection refused {"userId":7} []',
        message: 'SQLSTATE[HY000] [2002] Connection refused {"userId":7}',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.000Z',
        fields: { logger: 'production' },
      },
    ],
  },
]);
