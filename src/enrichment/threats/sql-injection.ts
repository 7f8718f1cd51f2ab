import { sqlTokens } from './sql-tokens';
import { PROBING_CALL } from './sql-words';

/** Words and marks without which no injection into SQL can be written; cheap to search for. */
const HINT =
  /\b(?:and|or|xor|union|select|insert|update|delete|drop|exec|execute|declare|call|begin|waitfor|order|group|having|limit|where|like|rlike|regexp|between|in|is|case|sleep|benchmark|pg_sleep|procedure|create|alter|truncate|shutdown|copy|into|grant|attach)\b|--|#|\/\*|\|\||&&|['"`]\s*[-=<>;,+*)^&]|[\d)](?:or|and)\b|\(\s*\d+\s*=/;

/** What follows SELECT in a query and not in a sentence. */
const SELECTED =
  '(?:[@X](?!w)|[*](?=[M,)c;]|$)|n(?![nw])|s(?=[M,)c;|+])|[fFh]\\((?!\\*\\)w)|[C(]|w(?:,[wn@*])*M[wX]|w(?:,[wns@*]|W[\\(]*[nswf])|[wsn]W[(]*[ns])';
/** A literal or the beginning of a call. */
const OPERAND = '[ns@fFhCX]';

function grammar(...alternatives: readonly string[]): RegExp {
  return new RegExp(alternatives.join('|'));
}

/** Signs of an injection wherever they stand. */
const ANYWHERE = grammar(
  '&\\(*[ns@]\\)*=\\(*[ns@fh]', //                     or 1=1
  '&\\(*[ns@f]\\)*~\\(*[ns](?!w)', //                  and 'a' like 'a
  '[&|+=,;(~S<V][(]*F\\(', //                          and sleep(5)
  '[ns)X@]\\)*[&]\\(*(?:[fh]\\([^w]|\\(S|C[^H]*H)', // 1 and ascii(substr(...
  `U\\(*S${SELECTED}`, //                              union select 1,2
  `(?:^|[^w])\\(+S(?!n\\)$)${SELECTED}`, //                     (select ...
  'w\\(+S[^&]{1,12}M[wX]', //                          name(select ... from t
  `;\\(*(?:S${SELECTED}|IN|Dw?G[wX]|ZM[wX]|Y[wX]t|Q(?:[@XFf]|c|\\(?s[|+]|ws)|R(?:$|w{0,2};?c)|T|C[^H]*H|F\\(|f\\()`, // ; drop table t
  'T[w]?s', //                                         waitfor delay '0:0:5'
  'M\\(?X', //                                         from information_schema.tables
  'NPs|[ns)]P[Pw]?\\(', //                             into outfile 'x'
  'h\\(n\\)[|+,]\\(*h\\(n\\)', //                      chr(65)||chr(66)
  '[(|&+=,S<][(]*C.{0,16}H.{0,24}[HE]', //             (case when 1=1 then
  'IN[wX](?:\\([^()]{0,40}\\))?(?:K\\(|S)', //         insert into t values (
  'Yw[t]w=[nsfw(].{0,12}[Wc;]', //                     update t set a=1 where
  'ZM[wX]Ww[=~<]', //                                  delete from t where a=
  'DGw?[wX][c]|QX|Q@', //                              drop table t --
  '[WV][(]*[ns][=~<][(]*[ns]', //                      where 1=1
  '[fF]\\(\\(?n[=<]n|\\(Q[fF]\\(', //                  iif(1=1,
  '\\)OBn(?:,n)*c', //                                ) order by 1 --
);

/** Signs that count at the start of a value, which then stands where the query expects a number or a name. */
const UNQUOTED = grammar(
  `^[ns]\\)*U?[&|]\\(*(?:\\(*S|F\\(|[fh]\\(|C)`, //    1 and (select
  `^n\\)+;?c|^n;+c|^n\\)*&\\(*n\\)*(?:c|OBn|Ln)`, //             1)--
  `^n\\)*OB(?:n|w)(?:,[nw])*(?:c|,|$|;)`, //           1 order by 10
  `^n\\)*V${OPERAND}[=<~]`,
  `^n\\)*&\\(*(?:n|${OPERAND})[<=]\\(*${OPERAND}`,
  `^n\\)*&\\(*(?:w~\\(*[sn]|n(?:[+*]n){1,8}=\\(*n)`, //       1 or name regexp '^a'
  `^\\(*Sw(?:,w)*MwWw[=~<]`, //                          select a from t where b =
  `^\\|\\(*[ns]\\)*=\\(*[ns]`, //                         || 1=1
  `^n\\)*A?w?W[(]*${OPERAND}`,
  `^F\\((?!\\)).{1,9}\\)[c;]?$`, //                      sleep(5)
  `^F\\([nsw],\\(*[nsfFhXS@(]`, //                      updatexml(1,concat(
  `^n=n[&|]\\(*n`, //                                     1=0 or 1
  `^[nw]~n;?c`, //                                       1 is not null--
  `^n(?:,n)*,\\(*(?:S|C|[fF]\\()`, //                  1,(select
  `^\\(*S(?:@|X|F\\(|f\\((?!\\*\\)w)|\\*M[wX]|[nsw](?:,[nsw@*])+M[wX])`, // select * from t
  '^n?\\)+[&|]\\(*[nsw][=<~]',
  '^[nw]?;?Qw?[FX]',
  '^n\\)*~\\(*(?:S|C|F\\()',
  '^n[+*]\\(*(?:S|C|F\\(|f\\((?:f\\(|n=))|^\\(+n=n\\)',
  '^n\\|\\(*n=',
);

/** Signs that count right after the quote that ends the application's string. */
const QUOTED = grammar(
  `^s\\)*[&|]\\(*[ns@]\\)*(?:[=<+*|;c&~)]|$)`, //       ' or 1
  `^s\\)*[&a|]\\(*[ns@w]\\)*=\\(*[nsw@fFh(]`, //        ' or a=a
  `^s\\)*[&|]\\(*w[<~]\\(*[ns(]`, //                   ' and a like 'b
  `^s\\)*[&|]\\(*(?:[fFh]\\(|S|C[^H]*H|\\(*S)`, //     ' and ascii(
  `^s\\)*;\\(*[DYZIQ][^;]{1,60};?c`, //                     '; grant ... --
  `^s\\)*;*c`, //                                      '--
  `^s\\)*OB(?:n(?:,n)*(?:c|,|$)|w(?:,w)*c|[fFh]\\()`, //        ' order by 5
  `^s\\)*V\\(*[nsfw][=<~]`,
  `^s\\)*=\\(*(?:s(?:$|[c&|)])|n[c&])`, //             '='
  `^s\\)*~\\(*(?:s$|n?c|F\\(|S|\\(S)`,
  `^s\\)*(?:Aw|w)?W[(]*${OPERAND}`, //                 ') as x where 1
  `^s\\)*[|+*]\\(*(?:S|F|[fh]\\(|C|n?c)`, //           '||(select
  `^s\\|(?:[ns]|w\\|)`, //                             '||'a
  `^s\\+n[c&]`, //                                     '-0--
  `^s\\)*,\\(*(?:S|C|F\\(|[ns@](?:,[nsw@])*\\)*c)`, // ',1,2)--
  `^s\\)*U\\(*S${SELECTED}`,
  `^s\\)*P`, //                                        ' procedure analyse(
  `^s\\)+[&|]\\(*[ns@w(]`, //                          ') or (
  '^s\\)*LN?n(?:,n)?[cU]',
  '^s\\)*N[Pw]s',
);

const QUOTES = ["'", '"', '`'] as const;
/** A comparison of something with itself after logic that nothing stands in front of. */
const ITSELF = /^\W{0,8}(?:or|and)\s+\(?(\w+)\s{0,8}=\s{0,8}\1\s{0,8}(?:$|\)|--|#)/;
/** Nothing but an operator between two quotes. */
const JOINED = /^[\w-]{0,24}(['"])\s?[-+*/^&=|]{1,2}\s?\1$/;
/** What markdown writes as code. */
const CODE_SPAN = /(?<![^\s(['])`[^`]*`(?![\w`])/g;
/** A number and a quote that nobody closes, where a number is expected: the first thing everybody tries. */
const QUOTED_NUMBER = /^-?\d{1,12}\\{0,2}['"`]\){0,4}\s{0,8}$/;
const NUMBER_PARAMETER = /(?:^|[a-z_])id$/;
const SPLIT_WORD = /[a-z]\/\*[^*]{0,64}\*\/[a-z]/;
const COMMENTS = /\/\*(?!!)[^*]{0,64}\*\//g;

/**
 * Whether a value of a request would change the query it is put into. `text` is decoded and lower case.
 * @param parameter lower case, null when the text is the value of none
 */
export function isSqlInjection(text: string, parameter: string | null): boolean {
  if (parameter !== null && QUOTED_NUMBER.test(text) && NUMBER_PARAMETER.test(parameter)) return true;
  if (!HINT.test(text) && !(text.includes('(') && PROBING_CALL.test(text))) return false;
  // Filters that strip comments make words of `un/**/ion`; servers take the comment for a blank.
  if (!text.includes('*/')) return changesQuery(text);
  if (changesQuery(text.replace(COMMENTS, ' '))) return true;
  return SPLIT_WORD.test(text) && changesQuery(text.replace(COMMENTS, ''));
}

/** Whether a text is one statement that reads, with conditions that depend on the data. */
export function isPlainQuery(text: string): boolean {
  return /^S[^SUXFC@;cNQ]{1,200}$/.test(sqlTokens(text, '')) && !/&\(*[ns]\)*=\(*[ns]/.test(sqlTokens(text, ''));
}

/** Read as it stands, and as the rest of a string that the application opened with any of the quotes. */
function changesQuery(text: string): boolean {
  const plain = sqlTokens(text, '');
  if (ANYWHERE.test(plain) || UNQUOTED.test(plain) || ITSELF.test(text) || JOINED.test(text)) return true;
  // The quotes of a JSON document are its own; its strings are read one by one.
  const isJson = /^\s*[{[]\s*[{["]/.test(text);
  return QUOTES.some((quote) => {
    if (!text.includes(quote) || (quote === '"' && isJson)) return false;
    const source = quote === '`' ? text.replace(CODE_SPAN, '') : text;
    if (!source.includes(quote)) return false;
    const continued = sqlTokens(source, quote);
    return ANYWHERE.test(continued) || QUOTED.test(continued);
  });
}
