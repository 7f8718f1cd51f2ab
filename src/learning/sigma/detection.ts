import { LinearPattern, PatternError } from '../../classification/regex/linear-pattern';
import type { ConditionDefinition } from '../../classification/regex/rule-schema';
import { isObject } from '../../core/json';
import { all, any, is, not, type Formula } from './formula';
import type { Place } from './place';
import { SigmaRefusal } from './sigma-refusal';
import { existenceTest, single, textTest } from './value-test';
import { readWildcards, widened } from './wildcards';

/** Where a field is to be found; null stands for the whole line. @throws SigmaRefusal for a field that we do not have */
export type PlaceOf = (field: string | null) => Place;

const COMPARISONS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
/** Ways to look for a text, of which a field may have one. */
const KINDS = ['contains', 'startswith', 'endswith', 're', 'cidr', 'exists', 'lt', 'lte', 'gt', 'gte'] as const;
const RE_FLAGS = ['i', 'm', 's'];

/** How the values of one field are meant. */
interface Modifiers {
  readonly kind: (typeof KINDS)[number] | null;
  readonly all: boolean;
  readonly cased: boolean;
  readonly neq: boolean;
  /** Flags of a regular expression. */
  readonly flags: string;
}

/** What one search identifier says: a map, a list of maps, or a list of words. @throws SigmaRefusal */
export function readSearch(search: unknown, placeOf: PlaceOf): Formula {
  if (isObject(search)) {
    return all(Object.entries(search).map(([key, values]) => readField(key, values, placeOf)));
  }
  if (!Array.isArray(search)) return readField('', search, placeOf);
  const items = search as readonly unknown[];
  if (items.length === 0) throw new SigmaRefusal('a search identifier without content');
  const words = items.filter((item) => !isObject(item));
  const maps = items.filter(isObject).map((item) => readSearch(item, placeOf));
  return any(words.length === 0 ? maps : [readField('', words, placeOf), ...maps]);
}

/** `field|modifier: value` or a list of values, of which one is enough. */
function readField(key: string, content: unknown, placeOf: PlaceOf): Formula {
  const [name = '', ...names] = key.split('|');
  const modifiers = readModifiers(names);
  const values: readonly unknown[] = Array.isArray(content) ? content : [content];
  if (values.length === 0) throw new SigmaRefusal(`field "${name}": no value`);
  const place = placeOf(name === '' ? null : name);
  // No value at all is no text to look for; it is not among others.
  if (content === null && names.length === 0 && name !== '') return not(existenceTest(place));
  const found = modifiers.all
    ? all(values.map((value) => readValues(name, place, [value], modifiers)))
    : readValues(name, place, values, modifiers);
  return modifiers.neq ? not(found) : found;
}

function readModifiers(names: readonly string[]): Modifiers {
  const kinds: Modifiers['kind'][] = [];
  let flags = '';
  for (const name of names) {
    const kind = KINDS.find((known) => known === name);
    if (kind !== undefined) kinds.push(kind);
    else if (RE_FLAGS.includes(name) && kinds.includes('re')) flags += name;
    else if (!['all', 'cased', 'neq'].includes(name)) throw new SigmaRefusal(`modifier "${name}"`);
  }
  const [kind = null, other] = kinds;
  if (other !== undefined) throw new SigmaRefusal(`modifiers "${String(kind)}" and "${String(other)}" together`);
  const [isAll, cased, neq] = [names.includes('all'), names.includes('cased'), names.includes('neq')];
  const ofTexts = kind === null || kind === 'contains' || kind === 'startswith' || kind === 'endswith';
  if (cased && !ofTexts) throw new SigmaRefusal(`modifiers "${kind}" and "cased" together`);
  return { kind, all: isAll, cased, neq, flags };
}

function readValues(name: string, place: Place, values: readonly unknown[], modifiers: Modifiers): Formula {
  const { kind, cased, flags } = modifiers;
  switch (kind) {
    case 're':
      return is({
        ...whole(place, kind),
        op: 'matches',
        value: single(textsOf(name, values).map((text) => regex(text, flags))),
      });
    case 'cidr':
      return is({ ...whole(place, kind), op: 'cidr', value: single(textsOf(name, values)) });
    case 'exists':
      return any(values.map((value) => existenceOf(name, place, value)));
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return any(values.map((value) => is(comparison(name, whole(place, kind), COMPARISONS[kind], value))));
    case 'contains':
    case 'startswith':
    case 'endswith':
    case null: {
      const anywhere = kind === 'contains' || name === '';
      const texts = textsOf(name, values).map((text) =>
        widened(readWildcards(text), anywhere || kind === 'endswith', anywhere || kind === 'startswith'),
      );
      return textTest(place, texts, cased);
    }
  }
}

function existenceOf(name: string, place: Place, value: unknown): Formula {
  if (typeof value !== 'boolean') throw new SigmaRefusal(`field "${name}": "exists" needs true or false`);
  return value ? existenceTest(place) : not(existenceTest(place));
}

function comparison(
  name: string,
  { field }: { readonly field: string },
  op: (typeof COMPARISONS)[keyof typeof COMPARISONS],
  value: unknown,
): ConditionDefinition {
  if (typeof value !== 'number') throw new SigmaRefusal(`field "${name}": a comparison needs a number`);
  return { field, op, value };
}

/** @throws SigmaRefusal where only a text can be looked for */
function whole({ field, part }: Place, kind: string): { readonly field: string } {
  if (part !== undefined) throw new SigmaRefusal(`modifier "${kind}" on what is a part of our field "${field}"`);
  return { field };
}

function textsOf(name: string, values: readonly unknown[]): string[] {
  return values.map((value) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new SigmaRefusal(
      `${name === '' ? 'keywords' : `field "${name}"`}: ${value === null ? 'null' : 'a nested value'}`,
    );
  });
}

/** Regular expressions of Sigma regard case unless a flag says otherwise; ours do not. */
function regex(source: string, flags: string): string {
  const pattern = `(?${[...new Set(flags)].join('')}${flags.includes('i') ? '' : '-i'})${source}`;
  try {
    LinearPattern.compile(pattern, 'i');
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new SigmaRefusal(`a regular expression ${error.message}`);
  }
  return pattern;
}
