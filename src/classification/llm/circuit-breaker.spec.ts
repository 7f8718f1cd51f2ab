import { CircuitBreaker } from './circuit-breaker';

let now: number;
let breaker: CircuitBreaker;

beforeEach(() => {
  now = 1_000_000;
  breaker = new CircuitBreaker(() => now);
});

function call(end: 'succeeded' | 'failed'): void {
  expect(breaker.allows).toBe(true);
  breaker.enter();
  breaker[end]();
}

function fail(times: number): void {
  for (let i = 0; i < times; i++) call('failed');
}

describe('CircuitBreaker', () => {
  it('opens after five failures in a row, and only in a row', () => {
    fail(4);
    call('succeeded');
    fail(4);
    expect(breaker.allows).toBe(true);
    fail(1);
    expect(breaker.allows).toBe(false);
  });

  it('lets one call try after 30 s, and closes when it succeeds', () => {
    fail(5);
    now += 29_999;
    expect(breaker.allows).toBe(false);
    now += 1;
    breaker.enter();
    expect(breaker.allows).toBe(false);
    breaker.succeeded();
    expect(breaker.allows).toBe(true);
    fail(4);
    expect(breaker.allows).toBe(true);
  });

  it('lets another one try when the first was not made', () => {
    fail(5);
    now += 30_000;
    breaker.enter();
    breaker.leave();
    expect(breaker.allows).toBe(true);
  });

  it('doubles the pause with every failed try, up to ten minutes', () => {
    fail(5);
    const pauses = [30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000];
    for (const pause of pauses) {
      now += pause - 1;
      expect(breaker.allows).toBe(false);
      now += 1;
      call('failed');
    }
    now += 600_000;
    call('succeeded');
    fail(5);
    now += 30_000;
    expect(breaker.allows).toBe(true);
  });

  it('opens at once when told to, for as long as told', () => {
    breaker.enter();
    breaker.openFor(7_000);
    now += 6_999;
    expect(breaker.allows).toBe(false);
    now += 1;
    call('succeeded');
    expect(breaker.allows).toBe(true);
  });

  it('keeps the longer of two pauses', () => {
    breaker.openFor(60_000);
    breaker.openFor(1_000);
    now += 59_999;
    expect(breaker.allows).toBe(false);
  });
});
