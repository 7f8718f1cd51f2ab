import * as fc from 'fast-check';
import { arrayField, bytesField, copyChunks, jsonField, optionalField, textField, timestampField } from './copy-text';

/** Reads a text field back, as the manual says that COPY does. */
function unescape(field: string): string {
  const letters: Record<string, string> = { t: '\t', n: '\n', r: '\r', '\\': '\\' };
  return field.replace(/\\(.)/g, (_, char: string) => letters[char] ?? char);
}

describe('textField', () => {
  it('holds neither a tab nor the end of a line, and gives the text back', () => {
    const text = fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', 'n', 't', 'N', '.', 'a', 'é', '😀') });
    fc.assert(
      fc.property(text, (original) => {
        const field = textField(original);
        expect(field).not.toMatch(/[\t\n\r]/);
        expect(unescape(field)).toBe(original);
      }),
    );
  });

  it('never reads as NULL or as the end of the data', () => {
    expect(textField('\\N')).toBe('\\\\N');
    expect(textField('\\.')).toBe('\\\\.');
    expect(optionalField(null)).toBe('\\N');
    expect(optionalField('')).toBe('');
  });
});

it('jsonField gives JSON whose backslashes survive', () => {
  const value = { a: 'tab\t "quote" back\\slash \n' };
  expect(jsonField(value)).not.toMatch(/[\t\n]/);
  expect(JSON.parse(unescape(jsonField(value)))).toEqual(value);
});

it('arrayField quotes every item', () => {
  expect(arrayField([])).toBe('{}');
  expect(unescape(arrayField(['xss', 'a"b', 'c\\d', 'NULL', '']))).toBe('{"xss","a\\"b","c\\\\d","NULL",""}');
});

it('bytesField is the hex form of bytea', () => {
  expect(unescape(bytesField(Buffer.from([0, 255, 10])))).toBe('\\x00ff0a');
});

describe('timestampField', () => {
  it('says what a Date says', () => {
    const field = timestampField();
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(field(date.getTime())).toBe(date.toISOString());
      }),
    );
  });

  it('cuts fractions of a millisecond', () => {
    expect(timestampField()(1.999)).toBe('1970-01-01T00:00:00.001Z');
    expect(timestampField()(-0.5)).toBe('1969-12-31T23:59:59.999Z');
  });

  it.each([Number.NaN, Infinity, 8.64e15 + 1])('gives %d to PostgreSQL to refuse', (ms) => {
    expect(timestampField()(ms)).toBe(String(ms));
  });
});

describe('copyChunks', () => {
  it('loses nothing at the edges of its buffers', () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => 'ä😀x'.repeat(i % 200) + String(i));
    const chunks = [...copyChunks(rows, (row) => row)];
    expect(chunks.length).toBeGreaterThan(3);
    expect(Buffer.concat(chunks).toString()).toBe(rows.map((row) => `${row}\n`).join(''));
    expect(chunks.every((chunk) => chunk.at(-1) === 10)).toBe(true);
  });

  it('takes a row that is larger than a buffer', () => {
    const large = '😀'.repeat(200_000);
    expect(Buffer.concat([...copyChunks(['a', large, 'b'], (row) => row)]).toString()).toBe(`a\n${large}\nb\n`);
  });

  it('makes nothing of nothing', () => {
    expect([...copyChunks([], String)]).toEqual([]);
  });
});
