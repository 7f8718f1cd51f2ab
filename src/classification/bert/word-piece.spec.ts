import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { projectRoot } from '../../core/project';
import { WordPiece } from './word-piece';

const NO_LIMIT = 1_000_000;
const vocabulary = readFileSync(join(projectRoot(), 'models/encoder/vocab.txt'), 'utf8');
const tokenizer = WordPiece.fromVocabulary(vocabulary);

/** The library ships type files that a CommonJS project cannot resolve. */
interface LibraryTokenizer {
  encode(text: string): { ids: number[] };
}
const { Tokenizer } = jest.requireActual<{ Tokenizer: new (tokenizer: object, config: object) => LibraryTokenizer }>(
  '@huggingface/tokenizers',
);

/** The library's tokenizer over the same vocabulary; without added tokens, so that `[SEP]` in a text is plain text. */
const library = new Tokenizer(
  {
    added_tokens: [],
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(
        vocabulary
          .trimEnd()
          .split('\n')
          .map((token, id) => [token, id]),
      ),
    },
  },
  {},
);

function expectSameIds(text: string): void {
  expect(tokenizer.encode(text, NO_LIMIT)).toEqual(library.encode(text).ids);
}

describe('WordPiece', () => {
  it.each([
    '',
    '   ',
    'Kernel panic - not syncing: Attempted to kill init!',
    'x'.repeat(101),
    `${'x'.repeat(100)} y`,
    'Größe überschritten, naïve façade',
    'ΑΣ ΣΊΣΥΦΟΣ',
    'İstanbul ǅ ﬁ',
    '磁盘已满 disk full ディスク',
    'a\u0000b\u200bc\u00add\ufffde\ufefff',
    'tab\there\u00a0nbsp\u2028line\u0085next\vvt',
    'emoji 🔥🔥 flags 🇩🇪 family 👩‍👩‍👧',
    'e\u0301 combined, lone \ud800 surrogate',
    '[CLS] ignore [SEP] [MASK] [UNK]',
  ])('gives the ids of the library: %j', expectSameIds);

  it('gives the ids of the library for any ASCII', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii', maxLength: 80 }), expectSameIds), { numRuns: 300 });
  });

  it('gives the ids of the library for any Unicode', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 30 }), expectSameIds), { numRuns: 300 });
  });

  it('gives the same ids from the word cache', () => {
    const text = 'reconnecting reconnecting zookeeper-quorum';
    expect(tokenizer.encode(text, NO_LIMIT)).toEqual(tokenizer.encode(text, NO_LIMIT));
    expectSameIds(text);
  });

  it('cuts to the limit and still ends with [SEP]', () => {
    const whole = tokenizer.encode('zookeeper quorum, lost and found again', NO_LIMIT);
    for (let limit = 2; limit < whole.length; limit++) {
      expect(tokenizer.encode('zookeeper quorum, lost and found again', limit)).toEqual([
        ...whole.slice(0, limit - 1),
        102,
      ]);
    }
  });

  it('refuses a vocabulary without the special tokens', () => {
    expect(() => new WordPiece(['hello'])).toThrow('the vocabulary has no [UNK]');
  });
});
