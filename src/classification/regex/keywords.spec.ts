import { Keywords } from './keywords';
import type { KeywordsDefinition } from './rule-schema';
import { Vocabulary } from './vocabulary';

function keywords(definition: KeywordsDefinition, vocabulary = new Vocabulary()): Keywords {
  return new Keywords(definition, vocabulary);
}

function matches(definition: KeywordsDefinition, text: string): boolean {
  return keywords(definition).matches(text);
}

describe('Keywords', () => {
  it.each<[KeywordsDefinition, string, boolean]>([
    [{ any: ['oom', 'killed'] }, 'Process KILLED by signal 9', true],
    [{ any: ['oom', 'killed'] }, 'room unkilled', false],
    [{ any: ['out of memory'] }, 'java: Out of Memory!', true],
    [{ any: ['disk'] }, 'disk_full', true],
    [{ any: ['disk'] }, 'disks', false],
    [{ any: ['disk'] }, 'adisk disk', true],
    [{ any: ['c++'] }, 'built with C++.', true],
    [{ any: ['--'] }, 'a -- b', true],
    [{ any: ['überlauf'] }, 'ÜBERLAUF im Puffer', true],
    [{ any: ['lauf'] }, 'überlauf', false],
    [{ any: ['内存'] }, 'error: 内存', true],
    [{ all: ['disk', 'full'] }, 'full: disk', true],
    [{ all: ['disk', 'full'] }, 'disk', false],
    [{ any: ['disk'], none: ['test'] }, 'disk full', true],
    [{ any: ['disk'], none: ['test'] }, 'disk full (test)', false],
    [{ any: ['disk'], none: ['test'] }, 'latest disk', true],
    [{ any: ['a', 'b'], all: ['c'], none: ['d'] }, 'c b', true],
    [{ none: ['d'] }, '', true],
  ])('%j in %j: %s', (definition, text, expected) => {
    expect(matches(definition, text)).toBe(expected);
  });

  it('share one search, whoever came first', () => {
    const shared = new Vocabulary();
    const disk = keywords({ any: ['disk'] }, shared);
    expect(disk.matches('DISK memory')).toBe(true);
    const memory = keywords({ all: ['Memory', 'disk'] }, shared);
    expect([memory.matches('DISK memory'), disk.matches('DISK memory'), disk.matches('memory')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(shared.letters).toBe('diskmemory'.length);
  });

  it('says what to look for: one required word, else any of them', () => {
    expect(keywords({ any: ['disk', 'DISKS'] }).literals).toEqual(['disk', 'disks']);
    expect(keywords({ any: ['x'], all: ['a', 'memory'] }).literals).toEqual(['memory']);
    expect(keywords({ none: ['x'] }).literals).toBeNull();
    expect(keywords({ any: ['disk', 'É'] }).literals).toBeNull();
  });
});
