import fc from 'fast-check';
import { maskMessage, TEMPLATE_LENGTH } from '../../core/mask';
import { parametersOf, renderTemplate } from './parameters';
import { TemplateMiner } from './template-miner';

describe('parametersOf', () => {
  it('gives type, value and place of every value', () => {
    const template = 'Failed password for <*> from <IP> port <NUM> after <NUM>ms';
    const message = 'Failed password for root from 10.0.0.1 port 22 after 5.5ms';
    expect(parametersOf(template, message)).toEqual([
      { type: '*', value: 'root', start: 20, end: 24 },
      { type: 'IP', value: '10.0.0.1', start: 30, end: 38 },
      { type: 'NUM', value: '22', start: 44, end: 46 },
      { type: 'NUM', value: '5.5', start: 53, end: 56 },
    ]);
  });

  it('finds values of several words, empty ones and ones that look like the text around them', () => {
    const values = (template: string, message: string): string[] | undefined =>
      parametersOf(template, message)?.map(({ value }) => value);
    expect(values('tag="<*>" uid=<NUM>', 'tag="View Lock" uid=7')).toEqual(['View Lock', '7']);
    expect(values('ruser=<*> rhost=<IP>', 'ruser= rhost=10.0.0.1')).toEqual(['', '10.0.0.1']);
    expect(values('password for <*> from <IP>', 'password for from from 10.0.0.1')).toEqual(['from', '10.0.0.1']);
    expect(values('pid <NUM> gone', 'pid    7 gone')).toEqual(['   7']);
  });

  it('knows no values of a message that is none of the template', () => {
    expect(parametersOf('login of <*> failed', 'login of root succeeded')).toBeNull();
    expect(parametersOf('worker started', 'worker started again')).toBeNull();
  });

  it('keeps what lies behind the part that templates cover', () => {
    const message = `id 7 ${'x'.repeat(TEMPLATE_LENGTH)}`;
    const template = maskMessage(message);
    const parameters = parametersOf(template, message) ?? [];
    expect(parameters.at(-1)).toEqual({ type: '*', value: 'xxxxx', start: TEMPLATE_LENGTH, end: message.length });
    expect(renderTemplate(template, parameters)).toBe(message);
  });
});

const word = fc.oneof(
  fc.constantFrom('login', 'of', 'user', 'for', 'from', 'to', 'failed', 'state', 'tag', 'x+', '-', '<NUM>', '<*>', '<'),
  fc.constantFrom(
    '10.0.0.1:80',
    '::1',
    '/var/log/a b',
    'http://h/x?a="b"',
    'a@b.example',
    '5ms',
    '--7',
    '1,024',
    '<1 sec',
  ),
  fc.constantFrom(
    '0xdeadbeef',
    'e3871ffd-5cd5-4287-bddd-3529f7b59515',
    'e3871ffd-03c6',
    '12:00:01',
    '00:1a:2b:3c:4d:5e',
  ),
  fc.string({ maxLength: 12 }),
  fc.integer().map(String),
);
const gap = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  '  ',
  '=',
  ': ',
  ', ',
  '="',
  '" ',
  ' (',
  ') ',
  '[',
  ']',
  "'",
  '{',
  '}',
  '\n',
  '.',
);
const message = fc
  .array(fc.tuple(word, gap), { minLength: 1, maxLength: 14 })
  .map((parts) => parts.flat().join(''))
  .filter((text) => !text.includes('\0'));

/** Messages, and variants of them in which one word is another: those are the ones that become one template. */
const variants = fc
  .tuple(
    fc.array(message, { minLength: 1, maxLength: 6 }),
    fc.array(fc.tuple(fc.nat(5), fc.nat(8), word), { maxLength: 12 }),
  )
  .map(([messages, changes]) => [
    ...messages,
    ...changes.map(([which, place, other]) => {
      const words = (messages[which % messages.length] ?? '').split(' ');
      return words.with(place % words.length, other).join(' ');
    }),
  ]);

describe('template and parameters', () => {
  it('are the message again, for every message of a template, whatever it looks like', () => {
    fc.assert(
      fc.property(variants, (messages) => {
        const miner = new TemplateMiner();
        for (const text of messages) miner.learn(maskMessage(text));
        for (const text of messages) {
          const template = miner.match(maskMessage(text))?.text ?? '';
          const parameters = parametersOf(template, text);
          expect(parameters).not.toBeNull();
          expect(renderTemplate(template, parameters ?? [])).toBe(text);
          for (const { value, start, end } of parameters ?? []) expect(text.slice(start, end)).toBe(value);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are the message again where its form has become very general', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 2, maxLength: 30 }), (values) => {
        const messages = values.map(([a, b]) => `state=${a} for user ${b} after 7 s, reason known`);
        const miner = new TemplateMiner();
        for (const text of messages) miner.learn(maskMessage(text));
        for (const text of messages) {
          const template = miner.match(maskMessage(text))?.text ?? '';
          expect(renderTemplate(template, parametersOf(template, text) ?? [])).toBe(text);
        }
      }),
      { numRuns: 100 },
    );
  });
});
