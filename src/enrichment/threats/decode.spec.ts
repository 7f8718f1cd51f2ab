import fc from 'fast-check';
import { decodedViews, percentDecode } from './decode';

describe('decodedViews', () => {
  it.each([
    ['%3Cscript%3E', '<script>'],
    ['%253Cscript%253E', '<script>'],
    ['%u003cb', '<b'],
    ['%c0%ae%c0%ae%c0%af', '../'],
    ['%c1%1c', '\\'],
    ['%e0%80%af', '/'],
    ['&lt;b&#62;&#x27;', "<b>'"],
    ['\\u0027\\x3c\\u{3e}', "'<>"],
    ['ｕｎｉｏｎ　ｓｅｌｅｃｔ', 'union select'],
    ['0x2e0x2e0x2f', '../'],
    ['+ADw-b+AD4-', '<b>'],
  ])('reads %s', (encoded, text) => {
    expect(decodedViews(encoded, false).at(-1)).toBe(text);
  });

  it('keeps what is no encoding, and the reading before further decoding', () => {
    expect(decodedViews('100%', false)).toEqual(['100%']);
    expect(decodedViews('50%25ab', false)).toEqual(['50%ab', '50«']);
    expect(decodedViews('a+b%2Bc', true)).toEqual(['a b+c']);
  });

  it('agrees with the standard on what the standard encodes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => percentDecode(encodeURIComponent(text)) === text),
      { seed: 7 },
    );
  });
});
