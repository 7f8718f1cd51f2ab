import { Conditions } from './conditions';

it('numbers its parameters in the order of the text', () => {
  const conditions = new Conditions().add('a = ?', 1).add('(b, c) < (?, ?)', 2, [3]).add('d IS NULL');
  expect(conditions.where).toBe('WHERE a = $1 AND (b, c) < ($2, $3) AND d IS NULL');
  expect(conditions.parameter('limit')).toBe('$4');
  expect(conditions.values).toEqual([1, 2, [3], 'limit']);
});

it('is nothing without conditions', () => {
  expect(new Conditions().where).toBe('');
});
