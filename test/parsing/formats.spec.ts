import { JSON_DIALECTS } from '../../src/parsing/formats/json-dialects';
import { LINE_FORMATS } from '../../src/parsing/formats/line-formats';
import { PROGRAM_TEXTS } from '../../src/parsing/formats/programs';
import { groupNames } from '../../src/parsing/group-names';
import { readProgram } from '../../src/parsing/program-fields';
import type { Fields } from '../../src/core/json';
import { asSample, read } from './read';

const FORMATS = [...LINE_FORMATS, ...JSON_DIALECTS];

describe('every format reads its own samples', () => {
  const samples = FORMATS.flatMap(({ name, samples }) => samples.map((sample) => ({ name, sample })));

  it.each(samples)('$name: $sample.line', ({ name, sample }) => {
    const parsed = read(sample.line);
    expect(asSample(sample.line, parsed)).toEqual(sample);
    // What is inside an envelope is called what it is; the envelope is named in the fields.
    expect([parsed.format, parsed.fields?.['envelope']]).toContain(name);
  });

  it('has one name for each format and a sample for all', () => {
    const names = FORMATS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(FORMATS.filter(({ samples }) => samples.length === 0)).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(120);
  });
});

describe('every format only offers itself where it can match', () => {
  it.each(LINE_FORMATS)('$name', ({ starts, pattern, samples }) => {
    expect(groupNames(pattern).length).toBeGreaterThan(0);
    if (starts === '') return;
    // A character more in `starts` costs time on each line; one too few loses lines.
    expect(samples.every(({ line }) => line.length > 0)).toBe(true);
    expect(new Set(starts).size).toBe(starts.length);
  });
});

describe('texts of well-known programs', () => {
  const samples = PROGRAM_TEXTS.flatMap((text) => text.samples);

  it.each(samples)('$program: $message', ({ program, message, fields }) => {
    const found: Fields = {};
    readProgram(program, message, found);
    expect(found).toEqual(fields);
    const line = read(`<38>Jan  2 03:04:05 web-1 ${program}[77]: ${message}`);
    expect(line).toMatchObject({
      message,
      source: program,
      fields: { ...fields, host: 'web-1', pid: 77, facility: 4 },
    });
  });

  it('leaves programs and messages alone that it does not know', () => {
    const fields: Fields = {};
    readProgram('myapp', 'Failed password for bob from 192.0.2.7 port 1 ssh2', fields);
    readProgram('sshd', 'something new', fields);
    expect(fields).toEqual({});
  });
});
