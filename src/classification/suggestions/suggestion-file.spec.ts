import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnusableFileError } from '../unusable-file-error';
import { openSuggestions, readSuggestions } from './suggestion-file';

const CATEGORIES = ['Error', 'Resource Usage'];
const REST = `
defaults:
  Error: { incident: Error now., preventive_action: Error soon. }
  Resource Usage: { incident: Usage now., preventive_action: Usage soon. }
otherwise: { incident: Now., preventive_action: Soon. }
`;

/** A file whose entries begin at line 3. */
function fileOf(entries: string): string {
  return `version: 1\nentries:\n${entries}${REST}`;
}

function problemsOf(text: string): readonly string[] {
  try {
    readSuggestions(text, 'kb.yaml', CATEGORIES);
  } catch (error) {
    if (!(error instanceof UnusableFileError)) throw error;
    expect(error.message).toContain('kb.yaml cannot be used');
    return error.problems;
  }
  return [];
}

describe('readSuggestions', () => {
  it('reads entries of one or several categories, with and without software', () => {
    const text = fileOf(`
- category: Error
  software: [postgres]
  cue: [disk full]
  text: Postgres.
- category: [Error, Resource Usage]
  cue: [disk full]
  text: Disk.
`);
    const { suggest } = readSuggestions(text, 'kb.yaml', CATEGORIES);
    expect(suggest('Error', 'incident', 'postgres: disk full')).toBe('Postgres.');
    expect(suggest('Resource Usage', 'incident', 'postgres: disk full')).toBe('Disk.');
    expect(suggest('Error', 'preventive_action', 'x')).toBe('Error soon.');
    expect(suggest('Other', 'incident', 'x')).toBe('Now.');
  });

  it.each([
    ['- { category: Errors, cue: [disk], text: T. }', 'line 3: entries[0].category must be one or a list of Error,'],
    [
      '- { category: [Error, X], cue: [disk], text: T. }',
      'line 3: entries[0].category must be one or a list of Error,',
    ],
    ['- { category: Error, text: T. }', 'line 3: entries[0].cue is missing: it must be a list of words or phrases'],
    ['- { category: Error, cue: [], text: T. }', 'line 3: entries[0].cue must not be empty'],
    ['- { category: Error, cue: disk, text: T. }', 'line 3: entries[0].cue must be a list of words or phrases'],
    ['- { category: Error, cue: [disk, 5], text: T. }', 'line 3: entries[0].cue[1] must be a text'],
    ['- { category: Error, cue: [disk] }', 'line 3: entries[0].text is missing: it must be a text'],
    ['- { category: Error, cue: [disk], text: "" }', 'line 3: entries[0].text must not be empty'],
    [
      '- { category: Error, cue: [disk], text: T., softwear: [x] }',
      'line 3: entries[0] does not know softwear: it must be an object with category, software, cue, text',
    ],
    [
      '- { category: Error, cue: [disk], text: T. }\n- category: Error\n  cue:\n    - fan\n    - a1\n  text: T.',
      'line 7: entries[1].cue[1] must hold at least 3 letters; only letters count',
    ],
  ])('refuses %j with its place', (entries, problem) => {
    expect(problemsOf(fileOf(entries))).toEqual([expect.stringContaining(problem)]);
  });

  it('names everything that is wrong at once', () => {
    const text = 'version: 2\nentries: []\ndefaults:\n  Error: { incident: X. }\n';
    expect(problemsOf(text)).toEqual([
      'line 1: version must be 1, the version of this file format',
      'line 4: defaults.Error.preventive_action is missing: it must be a text',
      'line 4: defaults.Resource Usage is missing: it must be an object with incident and preventive_action',
      'line 1: otherwise is missing: it must be an object with incident and preventive_action',
    ]);
  });

  it('refuses a cue that could never win, and names the entry that does', () => {
    const entries = `
- category: Error
  cue: [disk]
  text: Disk.
- category: Error
  software: [zfs]
  cue: [scrub]
  text: Zfs.
- category: Error
  cue: [memory, disk full, scrub of zfs]
  text: Memory.
`;
    expect(problemsOf(fileOf(entries))).toEqual([
      'line 12: entries[2].cue[1] "disk full" is never used, for line 4: entries[0] is preferred',
      'line 12: entries[2].cue[2] "scrub of zfs" is never used, for line 7: entries[1] is preferred',
    ]);
    const elsewhere = entries.replace('Error\n  cue: [memory', '[Error, Resource Usage]\n  cue: [memory');
    expect(problemsOf(fileOf(elsewhere))).toEqual([]);
  });

  it.each([
    ['version: [1', /flow collection|Flow sequence/i],
    ['- a\n- b', /^line 1: must be an object with version, entries, defaults, otherwise/],
    ['', /must be an object|is missing/],
    [`a: &a [x]\nb: [${Array.from({ length: 200 }, () => '*a').join(', ')}]`, /alias/],
  ])('refuses %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(problem)]);
  });

  it('refuses phrases without end', () => {
    const cue = Array.from({ length: 90 }, (_, i) => 'ab'.repeat(28) + 'abcdefgh'.charAt(i % 8) + '.'.repeat(i % 3));
    const one = `- { category: Error, cue: [${cue.join(', ')}], text: T. }\n`;
    expect(problemsOf(fileOf(one.repeat(50)))).toEqual([expect.stringMatching(/letters together, at most 200000/)]);
  });
});

describe('openSuggestions', () => {
  it('reads a file, and says so when it cannot', () => {
    const folder = mkdtempSync(join(tmpdir(), 'logsieve-suggestions-'));
    try {
      const path = join(folder, 'kb.yaml');
      expect(() => openSuggestions(path, CATEGORIES)).toThrow(/kb\.yaml cannot be used:\n {2}cannot be read: .*ENOENT/);
      writeFileSync(path, fileOf('- { category: Error, cue: [disk], text: Disk. }'));
      expect(openSuggestions(path, CATEGORIES).suggest('Error', 'incident', 'disk 1')).toBe('Disk.');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
