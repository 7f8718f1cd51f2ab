import { quotable, refusalOf, retryAfterMs } from './http-refusal';

const NOW = Date.UTC(2026, 10, 21, 12);

describe('Retry-After', () => {
  it.each([
    ['30', 30_000],
    ['0', 0],
    ['1.5', 1_500],
    ['86400', 900_000],
    ['-5', 0],
    ['Sat, 21 Nov 2026 12:01:00 GMT', 60_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%j is %j ms', (value, ms) => {
    expect(retryAfterMs(value, NOW)).toBe(ms);
  });
});

describe('what an answer means', () => {
  const call = { method: 'POST', url: new URL('https://example.com/secret-path'), headers: {}, body: null };

  function kindOf(status: number, idempotent: boolean): string {
    return refusalOf({ status, headers: new Headers(), body: '' }, { ...call, idempotent }, []).kind;
  }

  it.each([
    [408, 'retry'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
    [301, 'dead'],
    [400, 'dead'],
    [401, 'dead'],
    [404, 'dead'],
    [410, 'dead'],
    [422, 'dead'],
  ])('%i: %s', (status, kind) => {
    expect(kindOf(status, false)).toBe(kind);
    expect(kindOf(status, true)).toBe(kind);
  });

  it.each([502, 504])('%i of a gateway: nobody knows, unless it does not matter', (status) => {
    expect(kindOf(status, false)).toBe('ambiguous');
    expect(kindOf(status, true)).toBe('retry');
  });

  it.each([
    ['{"error":{"code":"X","message":"nested"}}', 'nested'],
    ['{"errorMessages":["first"],"errors":{"project":"unknown"}}', 'first; project: unknown'],
    ['{"title":"Bad","detail":"worse"}', 'worse; Bad'],
    ['just words', 'just words'],
    ['<!doctype html><title>Proxy</title>', ''],
    ['', ''],
  ])('quotes the service: %s', (body, words) => {
    const { reason } = refusalOf({ status: 400, headers: new Headers(), body }, { ...call, idempotent: true }, []);
    expect(reason).toBe(`example.com answers HTTP 400${words === '' ? '' : `: ${words}`}`);
  });

  it('quotes little, on one line, and no secrets', () => {
    expect(quotable(`key k-12345\r\n${'x'.repeat(500)}`, ['k-12345', ''])).toMatch(/^key \[secret] x{10,}…$/);
    expect(quotable('x'.repeat(500), []).length).toBeLessThanOrEqual(200);
  });
});
