import { letterLevel, levelOf, otelLevel, pinoLevel, syslogLevel, windowsLevel } from './level';

describe('levels', () => {
  it.each([
    ['trace', 1],
    ['FINEST', 1],
    ['finer', 3],
    ['Verbose', 3],
    ['FINE', 5],
    ['dbug', 5],
    ['DEBUG5', 8],
    ['CONFIG', 9],
    ['LOG', 9],
    ['Information', 9],
    ['notice', 10],
    ['WARN', 13],
    ['wrn', 13],
    ['SEVERE', 17],
    ['fail', 17],
    ['crit', 18],
    ['alert', 19],
    ['DPANIC', 19],
    ['FATAL', 21],
    ['panic', 21],
    ['emerg', 21],
  ])('%s is %d', (word, number) => {
    expect(levelOf(word)).toEqual({ text: word.toUpperCase(), number });
  });

  it('reads the scales of numbers and letters', () => {
    expect([10, 20, 30, 40, 50, 60].map((value) => pinoLevel(value)?.number)).toEqual([1, 5, 9, 13, 17, 21]);
    expect([7, 6, 5, 4, 3, 2, 1, 0].map((value) => syslogLevel(value).number)).toEqual([5, 9, 10, 13, 17, 18, 19, 21]);
    expect([1, 2, 3, 4, 5].map((value) => windowsLevel(value)?.number)).toEqual([18, 17, 13, 9, 3]);
    expect(['V', 'D', 'I', 'W', 'E', 'F'].map((letter) => letterLevel(letter)?.number)).toEqual([3, 5, 9, 13, 17, 21]);
    expect(otelLevel(18)).toEqual({ text: 'ERROR', number: 18 });
  });

  it('names nothing that is no level', () => {
    expect([levelOf('hello'), letterLevel('Q'), pinoLevel(35), otelLevel(25), windowsLevel(9)]).toEqual(
      Array.from({ length: 5 }, () => null),
    );
  });
});
