/** Control, format, private-use and lone surrogate characters carry no text; tab and line ends count as spaces. */
const INVISIBLE = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu;
/** CJK ideographs of the Basic Multilingual Plane: each is a word of its own. */
const IDEOGRAPH = /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]/g;
const ACCENT = /\p{Mn}/gu;

/**
 * The text normalisation of uncased BERT (`BertNormalizer` of the tokenizers library, clean_text,
 * handle_chinese_chars and lowercase on): no invisible characters, ideographs apart, lower case, no accents.
 */
export function normalizeText(text: string): string {
  return text.replace(INVISIBLE, '').replace(IDEOGRAPH, ' $& ').toLowerCase().normalize('NFD').replace(ACCENT, '');
}
