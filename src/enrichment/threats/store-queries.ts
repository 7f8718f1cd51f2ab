import { anyOf } from './any-of';

/** MongoDB's operators; only its query language writes them. */
const OPERATOR =
  'ne|gte?|lte?|n?in|regex|where|exists|not|n?or|and|type|expr|mod|all|size|elemmatch|func|accumulator|function|lookup|comment|options';
const OPERATOR_KEY = new RegExp(
  `["']?\\$(?:${OPERATOR})["']?\\s{0,8}:\\s{0,8}(?:["'\\[{/\\d\\-]|true|false|null|function)|\\[\\$(?:${OPERATOR})\\]`,
);
const OPERATOR_PARAMETER = new RegExp(`\\[\\$(?:${OPERATOR})\\]|^\\$(?:${OPERATOR})$`);
/** JavaScript inside a $where: out of a string and back into one. */
const SCRIPT = new RegExp(
  anyOf(
    String.raw`['"]\s{0,8}(?:;|\|\||&&|\})\s{0,8}(?:return\b|this\.|while\s{0,8}\(|sleep\s{0,8}\(|db\.|var \w+\s{0,8}=|\w+\.match\(|(?:true|1\s{0,8}==\s{0,8}1|'[^']{0,20}'\s{0,8}==\s{0,8}'))`,
    String.raw`this\.\w+\.(?:match|length|constructor)`,
    String.raw`\bdb\.\w{1,40}\.(?:find|insert|drop|update|remove|aggregate|mapreduce)\(`,
    String.raw`['";]\s{0,8}return\s{0,8}\(?\s{0,8}(?:true|this\.)|;\s{0,8}sleep\(\d{3,}\)\s{0,8};`,
    String.raw`new date\(\)\s{0,8};?\s{0,8}do\s{0,8}\{`,
  ),
);

/** Whether a parameter would change a query to MongoDB or a similar store. Decoded, lower case. */
export function isNoSqlInjection(text: string, parameter: string | null): boolean {
  if (parameter !== null && OPERATOR_PARAMETER.test(parameter)) return true;
  return OPERATOR_KEY.test(text) || SCRIPT.test(text);
}

/** Out of a value of an LDAP filter: `*)(uid=*`, `)(|(cn=*))`, `admin)(&)`. */
const FILTER = new RegExp(
  anyOf(
    String.raw`(?:^|[*)\w])\s{0,8}\){1,8}\s{0,8}\(\s{0,8}(?:[|&!]\s{0,8}[()]?|[a-z][\w;-]{0,40}\s{0,8}[~<>]?=\s{0,8}[^()]{0,80}(?:\)|\*|$))`,
    String.raw`^\*?\)\s{0,8}\)?\s{0,8}(?:\(|%00|\u0000)|^\(?[&|!]\s{0,8}\(\s{0,8}[a-z][\w-]*\s{0,8}[~<>]?=`,
    String.raw`\)\s{0,8}\(\s{0,8}[&|]\s{0,8}\)|\)\s{0,8}\(\(?\s{0,8}[|&]\w|^\*\(\s{0,8}\|\(|\|\(\w+=\*\)`,
    String.raw`\(objectclass=|^\*\)\(?\w*|^\*\(\)|^\*\|&?$`,
  ),
);
/** A mark of the filter's grammar, or a parenthesis closed that the value never opened. */
const FILTER_MARK = /[*|&!\u0000]|^[^(]*\)/;

/** Whether a value would change a filter of LDAP. `text` is decoded and lower case. */
export function isLdapInjection(text: string): boolean {
  return FILTER.test(text) && FILTER_MARK.test(text) && !isWholeFilter(text);
}

/** A search of a directory that was meant: one filter that closes what it opens. */
function isWholeFilter(text: string): boolean {
  if (text.includes('=*)') || !/^[a-z ]{0,40}\([&|!]?\(.*\)\)$/s.test(text)) return false;
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') open++;
    else if (text[at] === ')' && --open === 0) return at === text.length - 1;
  }
  return false;
}
