import { cleanText } from '../../src/core/text';
import { TimeZone } from '../../src/core/timestamp-zone';
import { JSON_DIALECTS } from '../../src/parsing/formats/json-dialects';
import { LINE_FORMATS } from '../../src/parsing/formats/line-formats';
import { MultilineJoiner } from '../../src/parsing/multiline';
import { defaultParsers, ParserChain } from '../../src/parsing/parser-chain';
import { NOW } from './read';

const LINES = 120_000;
const SAMPLES = [...LINE_FORMATS, ...JSON_DIALECTS].flatMap(({ samples }) => samples.map(({ line }) => line));
const PIECES = [
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '<',
  '>',
  '(',
  ')',
  '|',
  '%',
  ' - ',
  ': ',
  '\t',
  '\n',
  '\\',
  '=',
  '\u0000',
  '\u{1F600}',
  '2026-01-02T03:04:05Z ',
  '<34>1 ',
  'CEF:0|',
  '#Fields: ',
  '__proto__',
  '99999999999999999999',
  '\uD800',
];

/** Random numbers that are the same on each run (mulberry32, public domain). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** One line: random bytes, or a sample that was cut, doubled, spliced or sprinkled with what formats are made of. */
function hostileLine(next: (below: number) => number): string {
  if (next(5) === 0) return Buffer.from(Array.from({ length: next(64) }, () => next(256))).toString('utf8');
  let line = SAMPLES[next(SAMPLES.length)] ?? '';
  for (let changes = 1 + next(4); changes > 0; changes--) {
    const at = next(line.length + 1);
    const piece = PIECES[next(PIECES.length)] ?? '';
    const other = SAMPLES[next(SAMPLES.length)] ?? '';
    const byKind = [
      () => line.slice(0, at),
      () => line.slice(at),
      () => line.slice(0, at) + piece + line.slice(at),
      () => line.slice(0, at) + line.slice(at + 1 + next(8)),
      () => line.slice(0, at) + other.slice(next(other.length)),
      () => line.slice(0, at) + String.fromCharCode(next(0x3000)) + line.slice(at + 1),
      () => line.slice(0, at) + line.slice(Math.max(0, at - next(30))).repeat(1 + next(3)),
    ];
    line = byKind[next(byKind.length)]?.() ?? line;
  }
  return line.slice(0, 4000);
}

it('reads any line without throwing, and only into what can be stored', () => {
  const chain = new ParserChain(defaultParsers(), { zone: TimeZone.of('Europe/Berlin') });
  const joiner = new MultilineJoiner();
  const next = random(20260615);
  const formats = new Set<string>();
  let joined = 0;
  for (let i = 0; i < LINES; i++) {
    const { text } = cleanText(hostileLine(next), 65_536);
    const { format, message, timestamp, level, fields } = chain.explain(text, `s${String(next(3))}`, NOW).parsed;
    formats.add(format);
    joined += joiner.push(text)?.lineCount ?? 0;
    const sound =
      message.trim() !== '' || text.trim() === ''
        ? (timestamp === null || (Number.isFinite(timestamp) && Number.isFinite(new Date(timestamp).getTime()))) &&
          (level === null || (level.number >= 1 && level.number <= 24 && level.text !== '')) &&
          (fields === null || Object.getPrototypeOf(fields) === Object.prototype) &&
          !JSON.stringify([message, fields]).includes('\\u0000')
        : false;
    if (!sound)
      throw new Error(
        `unsound reading of ${JSON.stringify(text)}: ${JSON.stringify({ format, message, timestamp, level, fields })}`,
      );
  }
  expect(joined + (joiner.flush()?.lineCount ?? 0)).toBeGreaterThan(LINES * 0.9);
  // Mutations that all ended in the plain parser would try nothing.
  expect(formats.size).toBeGreaterThan(100);
});
