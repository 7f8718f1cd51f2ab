import { LlmBudget } from './llm-budget';

const NOON = Date.UTC(2026, 7, 1, 12);
const CALL = { promptTokens: 800, completionTokens: 200 };

let now: number;

beforeEach(() => {
  now = NOON;
});

function open(given: { tokensPerMinute?: number; costPerDay?: number } = {}): LlmBudget {
  const prices = { inputPrice: 1, outputPrice: 6 };
  return new LlmBudget({ tokensPerMinute: 3000, costPerDay: 0, ...prices, ...given }, () => now);
}

describe('LlmBudget', () => {
  it('lets as many calls through as the tokens of a minute allow, and refills evenly', () => {
    const budget = open();
    for (let i = 0; i < 3; i++) {
      expect(budget.obstacle(CALL)).toBeNull();
      budget.reserve(CALL);
    }
    expect(budget.obstacle(CALL)).toBe('tokens');
    now += 19_000;
    expect(budget.obstacle(CALL)).toBe('tokens');
    now += 2_000;
    expect(budget.obstacle(CALL)).toBeNull();
  });

  it('never holds more than a minute is worth', () => {
    const budget = open();
    now += 3_600_000;
    for (let i = 0; i < 3; i++) budget.reserve(CALL);
    expect(budget.obstacle(CALL)).toBe('tokens');
  });

  it('gives back what a call did not take, and takes what it took more', () => {
    const budget = open();
    const [first, second, third] = [budget.reserve(CALL), budget.reserve(CALL), budget.reserve(CALL)];
    budget.settle(first, { promptTokens: 0, completionTokens: 0 });
    expect(budget.obstacle(CALL)).toBeNull();
    budget.settle(second, { promptTokens: 1700, completionTokens: 200 });
    expect(budget.obstacle(CALL)).toBe('tokens');
    budget.settle(third, { promptTokens: 0, completionTokens: 100 });
    expect(budget.obstacle(CALL)).toBeNull();
  });

  it('lets a call through that is larger than the budget of a minute, once the bucket is full', () => {
    const budget = open({ tokensPerMinute: 100 });
    expect(budget.obstacle(CALL)).toBeNull();
    budget.settle(budget.reserve(CALL), CALL);
    now += 9 * 60_000;
    expect(budget.obstacle(CALL)).toBe('tokens');
    now += 60_000;
    expect(budget.obstacle(CALL)).toBeNull();
  });

  it('stops when a call could exceed the cost of the day, until midnight UTC', () => {
    // A call costs 0.002.
    const budget = open({ tokensPerMinute: 1e9, costPerDay: 0.005 });
    expect(budget.cost(CALL)).toBeCloseTo(0.002);
    budget.settle(budget.reserve(CALL), CALL);
    budget.settle(budget.reserve(CALL), CALL);
    expect(budget.obstacle(CALL)).toBe('cost');
    now = Date.UTC(2026, 7, 1, 23, 59, 59, 999);
    expect(budget.obstacle(CALL)).toBe('cost');
    now += 1;
    expect(budget.obstacle(CALL)).toBeNull();
  });

  it('counts what is reserved as spent, so that calls at once cannot exceed the cost together', () => {
    const budget = open({ tokensPerMinute: 1e9, costPerDay: 0.003 });
    const reservation = budget.reserve(CALL);
    expect(budget.obstacle(CALL)).toBe('cost');
    budget.settle(reservation, { promptTokens: 100, completionTokens: 0 });
    expect(budget.obstacle(CALL)).toBeNull();
  });

  it('gives nothing of yesterday back to today', () => {
    const budget = open({ tokensPerMinute: 1e9, costPerDay: 0.003 });
    const reservation = budget.reserve(CALL);
    now += 86_400_000;
    budget.settle(reservation, CALL);
    expect(budget.obstacle(CALL)).toBe('cost');
  });

  it('has no limit of cost at 0, and survives a clock that is set back', () => {
    const budget = open({ tokensPerMinute: 1e9 });
    for (let i = 0; i < 1000; i++) budget.reserve(CALL);
    expect(budget.obstacle(CALL)).toBeNull();
    now -= 2 * 86_400_000;
    expect(budget.obstacle(CALL)).toBeNull();
  });
});
