/** One start tag as a lenient browser reads it; texts are as given, which is lower case here. */
export interface Tag {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  /** True when the tag is glued to a word before it, as in `List<Object>`. */
  readonly attached: boolean;
}

/** Tags and attributes that are looked at. */
const MAX_TAGS = 64;
const MAX_ATTRIBUTES = 32;
const NAME = /<[\s\0]*(?:[a-z][\w-]*:)?([a-z][a-z0-9:_-]{0,30})/y;
const ATTRIBUTE = /[\s/"'`\0]*([^\s/"'`=<>\0]{1,40})[\s\0]*(=)?[\s\0]*/y;
const UNQUOTED_VALUE = /[^\s>]*/y;

/** The start tags of a text; a tag that never ends counts, for a browser closes it. */
export function readTags(text: string): Tag[] {
  const tags: Tag[] = [];
  for (let at = text.indexOf('<'); at >= 0 && tags.length < MAX_TAGS; at = text.indexOf('<', at + 1)) {
    NAME.lastIndex = at;
    const name = NAME.exec(text)?.[1];
    if (name === undefined) continue;
    tags.push({ name, attributes: readAttributes(text, NAME.lastIndex), attached: /\w/.test(text.charAt(at - 1)) });
  }
  return tags;
}

function readAttributes(text: string, start: number): Tag['attributes'] {
  const attributes: { name: string; value: string }[] = [];
  let at = start;
  while (at < text.length && attributes.length < MAX_ATTRIBUTES) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(text);
    if (match === null) break;
    at = ATTRIBUTE.lastIndex;
    let value = '';
    if (match[2] !== undefined) [value, at] = readValue(text, at);
    attributes.push({ name: match[1] ?? '', value });
  }
  return attributes;
}

/** The value at `at` and where it ends. */
function readValue(text: string, at: number): [value: string, end: number] {
  const quote = text.charAt(at);
  if (quote === '"' || quote === "'" || quote === '`') {
    const end = text.indexOf(quote, at + 1);
    return end < 0 ? [text.slice(at + 1), text.length] : [text.slice(at + 1, end), end + 1];
  }
  UNQUOTED_VALUE.lastIndex = at;
  const value = UNQUOTED_VALUE.exec(text)?.[0] ?? '';
  return [value, at + value.length];
}
