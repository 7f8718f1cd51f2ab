import type { Fields } from '../core/json';
import type { ClassifiedLog } from '../core/log';
import { openRecord, rawLine } from '../core/record';
import { BehaviourEnricher, DEFAULT_BEHAVIOUR } from './behaviour.enricher';

const MINUTE = 60_000;

function logAt(time: number, message: string, fields: Fields = {}): ClassifiedLog {
  const log = openRecord(rawLine(message, null), time, 1000);
  log.source = 'sshd';
  log.fields = fields;
  return log;
}

function failedAt(time: number, address = '203.0.113.7', account = 'root'): ClassifiedLog {
  return logAt(time, `Failed password for ${account} from ${address} port 40022 ssh2`);
}

function run(logs: readonly ClassifiedLog[], enricher = new BehaviourEnricher()): ClassifiedLog[] {
  for (const log of logs) enricher.enrich(log);
  return logs.filter((log) => log.threats.length > 0);
}

describe('BehaviourEnricher', () => {
  it('raises one alert for a thousand failed logins, at the tenth', () => {
    const logs = Array.from({ length: 1000 }, (_, i) => failedAt(i * 1000, '203.0.113.7', `user${String(i)}`));
    const marked = run(logs);
    expect(marked).toEqual([logs[9]]);
    expect(marked[0]).toMatchObject({
      threats: ['brute-force'],
      fields: { burst: { count: 10, window: 300, address: '203.0.113.7', account: 'user9' } },
    });
  });

  it('does not mind a slow guesser, and raises again after quiet', () => {
    expect(run(Array.from({ length: 40 }, (_, i) => failedAt(i * MINUTE)))).toEqual([]);
    const twice = [
      ...Array.from({ length: 20 }, (_, i) => failedAt(i)),
      ...Array.from({ length: 20 }, (_, i) => failedAt(10 * MINUTE + i)),
    ];
    expect(run(twice)).toEqual([twice[9], twice[29]]);
  });

  it('sees many addresses guess for one account', () => {
    const logs = Array.from({ length: 50 }, (_, i) => failedAt(i * 100, `203.0.113.${String(i)}`, 'admin'));
    expect(run(logs)).toEqual([logs[9]]);
  });

  it('counts an attempt once that PAM and sshd both report', () => {
    const attempt = (time: number): ClassifiedLog[] => [
      logAt(time, 'pam_unix(sshd:auth): authentication failure; tty=ssh ruser= rhost=198.51.100.22  user=eve'),
      failedAt(time + 1, '198.51.100.22', 'eve'),
    ];
    const logs = Array.from({ length: 12 }, (_, i) => attempt(i * 1000)).flat();
    expect(run(logs.slice(0, 18))).toEqual([]);
    expect(run(logs)).toEqual([logs[19]]);
  });

  it.each([
    ['a form that answers right and wrong alike', 'POST', '/login', 200, 29],
    ['the remote interface of WordPress', 'POST', '/xmlrpc.php', 200, 29],
    ["HTTP's own authentication", 'GET', '/admin/', 401, 9],
  ])('sees guessing at %s', (_, method, path, status, reached) => {
    const requests = Array.from({ length: 200 }, (_unused, i) =>
      logAt(i * 100, 'request', { method, path, status, clientIp: '203.0.113.8' }),
    );
    expect(run(requests)).toEqual([requests[reached]]);
  });

  it('leaves tokens of servers and an office that signs in alone', () => {
    const tokens = Array.from({ length: 200 }, (_, i) =>
      logAt(i * 100, 'request', { method: 'POST', path: '/oauth/token', status: 200, clientIp: '198.51.100.9' }),
    );
    const office = Array.from({ length: 20 }, (_, i) =>
      logAt(i * 15_000, 'request', { method: 'POST', path: '/login', status: 200, clientIp: '198.51.100.9' }),
    );
    expect(run([...tokens, ...office])).toEqual([]);
  });

  it('goes by the time of the events, also when they come out of order', () => {
    const times = [5, 3, 9, 1, 7, 2, 8, 4, 6, 0].map((second) => second * 1000);
    const logs = times.map((time) => failedAt(time));
    expect(run(logs)).toEqual([logs[9]]);
    expect(run([failedAt(60 * MINUTE), ...times.map((time) => failedAt(time))])).toEqual([]);
  });

  it('reports the success of the address that guessed, once, and nobody else', () => {
    const guesses = Array.from({ length: 12 }, (_, i) => failedAt(i * 1000));
    const owner = logAt(13_000, 'Accepted password for root from 198.51.100.4 port 1 ssh2');
    const intruder = logAt(14_000, 'Accepted password for root from 203.0.113.7 port 1 ssh2');
    const again = logAt(15_000, 'Accepted password for root from 203.0.113.7 port 2 ssh2');
    expect(run([...guesses, owner, intruder, again])).toEqual([guesses[9], intruder]);
    expect(intruder.threats).toEqual(['brute-force-success']);
  });

  it('counts refused login requests, and not other refused ones', () => {
    const request = (path: string, method: string, status: number) => (i: number) =>
      logAt(i * 1000, `${method} ${path} returned ${String(status)}`, {
        method,
        path,
        status,
        clientIp: '203.0.113.8',
      });
    expect(run(Array.from({ length: 30 }, (_, i) => request('/api/login', 'POST', 401)(i)))).toHaveLength(1);
    expect(run(Array.from({ length: 30 }, (_, i) => request('/wp-login.php', 'POST', 200)(i)))).toHaveLength(1);
    expect(run(Array.from({ length: 30 }, (_, i) => request('/api/items', 'GET', 401)(i)))).toEqual([]);
    expect(run(Array.from({ length: 30 }, (_, i) => request('/login', 'GET', 200)(i)))).toEqual([]);
  });

  it('calls many different missing paths a scan, and one missing path asked for often none', () => {
    const missing = (i: number, path: string) =>
      logAt(i * 100, `GET ${path} returned 404`, { method: 'GET', path, status: 404, clientIp: '203.0.113.9' });
    const scan = Array.from({ length: 200 }, (_, i) => missing(i, `/p${String(i)}?x=${String(i)}`));
    expect(run(scan)).toEqual([scan[29]]);
    expect(scan[29]?.threats).toEqual(['scanning']);
    expect(run(Array.from({ length: 200 }, (_, i) => missing(i, `/favicon.ico?${String(i)}`)))).toEqual([]);
  });

  it('forgets those that were long quiet when there are too many', () => {
    const enricher = new BehaviourEnricher({ ...DEFAULT_BEHAVIOUR, maxKeys: 2 });
    const first = Array.from({ length: 9 }, (_, i) => failedAt(i, '203.0.113.1', 'a'));
    const others = ['203.0.113.2', '203.0.113.3', '203.0.113.4', '203.0.113.5'].map((address) =>
      failedAt(10, address, address),
    );
    expect(run([...first, ...others, failedAt(11, '203.0.113.1', 'a')], enricher)).toEqual([]);
  });
});
