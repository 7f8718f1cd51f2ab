import { hookList, parseHookList } from './hook-list';

it('reads names and addresses', () => {
  const { hooks, problems } = parseHookList(
    ' restart-db=https://run.example/restart?a=b , page=http://10.0.0.7:8080/x,',
  );
  expect(problems).toEqual([]);
  expect([...hooks].map(([name, { href }]) => [name, href])).toEqual([
    ['restart-db', 'https://run.example/restart?a=b'],
    ['page', 'http://10.0.0.7:8080/x'],
  ]);
  expect(parseHookList('').hooks.size).toBe(0);
});

it.each([
  ['https://run.example/token', 'hook 1 must be name=URL'],
  ['a=https://run.example, a=https://run.example/token', 'the hook a is there twice'],
  ['a=ftp://run.example/token', 'the address of the hook a must be an http or https URL'],
  ['A b=https://run.example/token', 'hook 1 must be name=URL'],
])('refuses %s without showing the address', (list, problem) => {
  const { error } = hookList().safeParse(list);
  expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining(problem)]);
  expect(JSON.stringify(error?.issues)).not.toContain('token');
});
