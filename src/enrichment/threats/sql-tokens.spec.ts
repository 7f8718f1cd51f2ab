import { sqlTokens } from './sql-tokens';

describe('sqlTokens', () => {
  it.each([
    ['1 or 1=1', '', 'n&n=n'],
    ["' or 'a'='a", "'", 's&s=s'],
    ['1/**/union/*!50000select*/2', '', 'nUSn'],
    ["x'--", "'", 'sc'],
    ['sleep(5)', '', 'F(n)'],
    ['sleep (deep)', '', 'w(w)'],
    ["d'or 18", "'", 'san'],
    ['1or 2', '', 'n&n'],
    ['in between days', '', 'www'],
    ['information_schema.tables', '', 'X'],
    ['-1', '', 'n'],
    ["a::text||'b'", '', 'w|s'],
  ])('reads %s', (text, quote, tokens) => {
    expect(sqlTokens(text, quote as '' | "'")).toBe(tokens);
  });
});
