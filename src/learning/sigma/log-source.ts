import { all, any, is, type Formula } from './formula';
import type { Place } from './place';
import type { PlaceOf } from './detection';
import { SigmaRefusal } from './sigma-refusal';

/** The `logsource` of a Sigma rule. */
export interface LogSourceNames {
  readonly category?: string | undefined;
  readonly product?: string | undefined;
  readonly service?: string | undefined;
}

/** What a Sigma log source is among our logs. */
export interface LogSource {
  /** Holds for its logs and no others. */
  readonly scope: Formula;
  readonly placeOf: PlaceOf;
}

type Places = Readonly<Record<string, Place>>;

const RAW: Place = { field: 'raw' };
const REQUEST: Places = {
  'c-ip': { field: 'clientIp' },
  'cs-method': { field: 'method' },
  'cs-username': { field: 'user', hyphenIsMissing: true },
  'cs-version': { field: 'protocol' },
  'sc-bytes': { field: 'bytes' },
  'sc-status': { field: 'status' },
};

const TARGET: Place = { field: 'path' };
const QUERY: Place = { field: 'path', part: { before: '[^?]*\\?', char: '.', after: '$' } };
const AGENT: Place = { field: 'userAgent', hyphenIsMissing: true };
const REFERRER: Place = { field: 'referrer', hyphenIsMissing: true };
/** Web servers may write the port of a host. */
const HOST: Place = { field: 'vhost', part: { before: '', char: '[^:]', after: '(?::\\d{1,5})?$' } };

const WEB_SERVER: Places = {
  ...REQUEST,
  'c-useragent': AGENT,
  'cs-user-agent': AGENT,
  'cs-host': HOST,
  'cs-referer': REFERRER,
  'cs-referrer': REFERRER,
  'cs-uri': TARGET,
  'cs-uri-stem': { field: 'path', part: { before: '', char: '[^?]', after: '(?:\\?|$)' } },
  // By its name the query alone, but public rules mean path and query by it: a slash in front tells.
  'cs-uri-query': { ...TARGET, otherwise: QUERY },
};

/** What Squid writes in front of the address. */
const BEFORE_URL = '.*?[A-Z_]+/\\d{3} \\d+ \\S+ ';
const PROXY_HOST: Place = {
  field: 'raw',
  part: { before: `${BEFORE_URL}(?:[a-z][a-z0-9+.-]*://)?`, char: '[^/:?# ]', after: '[/:?# ]' },
};
const PROXY_URL: Place = { field: 'raw', part: { before: BEFORE_URL, char: '\\S', after: ' ' } };
const PROXY: Places = {
  ...REQUEST,
  'c-uri': PROXY_URL,
  'cs-uri': PROXY_URL,
  'c-uri-extension': { field: 'path', part: { before: '[^?]*\\.', char: '[^./?]', after: '(?:\\?|$)' } },
  'cs-host': PROXY_HOST,
  'r-dns': PROXY_HOST,
};

const SUDO: Places = {
  COMMAND: { field: 'command' },
  PWD: { field: 'directory' },
  TTY: { field: 'tty' },
  USER: { field: 'targetUser' },
};

/** Audit fields that our parser gives the names that other formats have for them, or leaves out. */
const AUDIT_NAMES: Readonly<Record<string, string | null>> = {
  acct: 'user',
  addr: 'clientIp',
  comm: 'command',
  hostname: 'host',
  msg: null,
  res: 'outcome',
};

const PYTHON =
  'python-logging python-basic python-traceback gunicorn uvicorn uvicorn-access celery loguru structlog django-runserver';
const JAVA =
  'spring-boot logback log4j log4j-short log4j2-json logstash-json jboss java-util-logging slf4j-simple java-exception tomcat weblogic';
const SQL = 'postgresql postgresql-csvlog postgresql-json mysql-error mysql-slow';
/** The formats in which software writes. */
const FORMATS: Readonly<Record<string, string>> = {
  apache: 'apache-access apache-error',
  django: PYTHON,
  jvm: JAVA,
  nginx: 'nginx-access nginx-error',
  nodejs: 'bunyan log4js nestjs node-error node-warning pino',
  python: PYTHON,
  ruby_on_rails: 'rails-request ruby-logger sidekiq',
  spring: JAVA,
  sql: SQL,
  velocity: JAVA,
};

/** The programs behind a Linux service. */
const PROGRAMS: Readonly<Record<string, string>> = {
  auth: 'sshd|sshd-session|su|sudo|login|systemd-logind|polkitd|pkexec|gdm|useradd|usermod|userdel|groupadd|passwd|chpasswd|chage|dropbear',
  clamav: 'clamd|clamav|clamscan|freshclam',
  cron: 'cron|crond|anacron|atd',
  guacamole: 'guacd|guacamole',
  sshd: 'sshd|sshd-session',
  sudo: 'sudo',
  vsftpd: 'vsftpd',
};

/** @throws SigmaRefusal for a log source that our logs do not have, or have without the fields that its rules need */
export function logSourceOf({ category, product, service }: LogSourceNames): LogSource {
  const name = [category, product, service].filter((part) => part !== undefined).join('/');
  if (category === 'webserver' && product === undefined) {
    const requests: Formula[] = [
      is({ field: 'status', op: '>=', value: 100 }),
      is({ field: 'format', op: '!=', value: 'squid-access' }),
    ];
    return { scope: all(requests), placeOf: among(WEB_SERVER, name) };
  }
  if (category === 'proxy' && product === undefined) {
    return { scope: is({ field: 'format', op: '=', value: 'squid-access' }), placeOf: among(PROXY, name) };
  }
  if (product === 'linux' && category === undefined) return linux(service, name);
  const software = category === 'database' && product === undefined ? 'sql' : (product ?? service);
  const formats = FORMATS[software ?? ''];
  const known = category === undefined || category === 'application' || category === 'database';
  if (formats === undefined || !known || (product !== undefined && service !== undefined)) {
    throw new SigmaRefusal(`log source ${name}`);
  }
  return { scope: is({ field: 'format', op: 'in', value: formats.split(' ') }), placeOf: among({}, name) };
}

function linux(service: string | undefined, name: string): LogSource {
  if (service === 'auditd') return { scope: is({ field: 'format', op: '=', value: 'auditd' }), placeOf: auditPlace };
  if (service === undefined || service === 'syslog') {
    const formats = service === undefined ? ['syslog-', 'journald', 'kernel', 'auditd'] : ['syslog-'];
    const [format, envelope] = (['format', 'envelope'] as const).map((field) =>
      is({ field, op: 'startsWith', value: formats }),
    );
    return { scope: any([format, envelope].filter((part) => part !== undefined)), placeOf: among({}, name) };
  }
  const programs = PROGRAMS[service];
  if (programs === undefined) throw new SigmaRefusal(`log source ${name}`);
  // A tag may carry a path and what the program adds: /usr/sbin/cron, su(pam_unix).
  const scope = is({ field: 'source', op: 'matches', value: `^(?:.*/)?(?:${programs})(?:[(/[].*)?$` });
  return { scope, placeOf: among(service === 'sudo' ? SUDO : {}, name) };
}

function among(places: Places, source: string): PlaceOf {
  return (field) => {
    if (field === null) return RAW;
    const place = Object.hasOwn(places, field) ? places[field] : undefined;
    if (place === undefined) throw new SigmaRefusal(`field "${field}" of ${source}`);
    return place;
  };
}

/** The parser of audit records keeps every name that it finds, if it is in lower case. */
function auditPlace(field: string | null): Place {
  if (field === null) return RAW;
  const name = Object.hasOwn(AUDIT_NAMES, field) ? AUDIT_NAMES[field] : field;
  if (name === undefined || name === null || !/^[a-z][\w-]{0,40}$/.test(field)) {
    throw new SigmaRefusal(`field "${field}" of linux/auditd`);
  }
  return { field: name };
}
