import { anyOf } from './any-of';
import { readTags, type Tag } from './html-tags';

/** Elements that run code or load documents, whatever their attributes. */
const ACTIVE = new Set([
  'script',
  'iframe',
  'object',
  'embed',
  'applet',
  'frameset',
  'frame',
  'layer',
  'ilayer',
  'bgsound',
  'xss',
  'isindex',
]);
/** Elements that have no place in a parameter once they carry any attribute. */
const SUSPECT = new Set(['base', 'meta', 'link', 'style', 'math', 'xml', 'noscript', 'template', 'portal', 'import']);
/** Attributes whose value is fetched or run. */
const URL_ATTRIBUTES = new RegExp(
  String.raw`^${anyOf(
    String.raw`href|src|action|formaction|data|xlink:href|background|dynsrc|lowsrc|poster|codebase|cite`,
    String.raw`longdesc|profile|srcdoc|from|to|values|content|url|folder|style|srcset|code|classid|manifest`,
    String.raw`archive`,
  )}$`,
);
/** Blanks and control characters, which browsers skip inside a scheme. */
const BLANKS = /[\u0000-\u0020\u00ad\u200b]+|\/\*[^*]{0,80}\*\/|\\/g;
/** Links of pages that do nothing by themselves. */
const INERT_LINK = /^javascript:(?:void\(0\)|returnfalse|\/\/)?;?$/;
const CODE_SCHEME =
  /(?:^|[(=;,'"])(?:javascript|vbscript|livescript|mocha|jscript):|^data:(?:text\/html|text\/xml|image\/svg|application\/xhtml|text\/javascript|,|;base64)/;
const CODE_STYLE =
  /expression\(|behaviou?r:|-moz-binding|binding:url|url\(['"]?(?:javascript|vbscript|data:text)|@import/;
const HANDLER = /^on[a-z]{3,24}$/;

const EVENTS = anyOf(
  'abort|activate|afterprint|animation[a-z]{3,9}|auxclick|before[a-z]{3,16}|begin|blur|bounce',
  'cancel|canplay|change|click|close|contextmenu|copy|cut|dblclick|drag[a-z]{0,5}|drop',
  'durationchange|end|error|finish|focus(?:in|out)?|formdata|hashchange|input|invalid',
  'key(?:down|up|press)|load[a-z]{0,8}|message|mouse[a-z]{2,6}|page(?:hide|show)|paste|pause',
  'play(?:ing)?|pointer[a-z]{2,18}|popstate|progress|propertychange|readystatechange|repeat|reset',
  'resize|scroll[a-z]{0,3}|search|seek(?:ed|ing)|select[a-z]{0,6}|show|start|storage|submit|suspend',
  'timeupdate|toggle|touch[a-z]{3,6}|transition[a-z]{3,6}|unhandledrejection|unload|volumechange',
  'wheel',
);
/** Out of an attribute's value and into a handler: `" onfocus=...`; also at the start, inside an unquoted attribute. */
const BROKEN_OUT = new RegExp(`(?:^|["'\`/\\s\\d>])\\s{0,8}on(?:${EVENTS})\\s{0,8}=\\s{0,8}[^\\s=]`);
/** A handler needs a quote in front or code behind to be more than `onload=1` in prose. */
const HANDLER_CODE = new RegExp(
  `on(?:${EVENTS})\\s{0,8}=\\s{0,8}["'\`]?[^"'\`]{0,60}(?:[\\w\\])]\\s{0,8}[(\`]|[\\w.]+\\s{0,8}=|javascript:)`,
);

/** Functions and properties that a script injected for proof or for theft touches. */
const SINK =
  '(?:alert|prompt|confirm|eval|atob|settimeout|setinterval|execscript|import|fetch|open|print(?=\\(\\))|find|write(?:ln)?|string\\.fromcharcode|constructor|function|location\\.(?:assign|replace)|document\\.(?:write(?:ln)?|getelement\\w+|createelement)|window\\.open|navigator\\.\\w+|self\\[|top\\[|window\\[|this\\[|globalthis)';
const SURE_SINK =
  '(?:alert|prompt|confirm|eval|execscript|string\\.fromcharcode|document\\.(?:write(?:ln)?|location|cookie|domain)|window\\.(?:location|name|alert|open)|location\\.(?:href|hash)|settimeout|setinterval)';
/** Out of a string of a script: a quote or a closing mark, an operator, a call. */
const SCRIPT_STRING = new RegExp(
  `['"\`\\])}]\\s{0,8}[\\])}]{0,8}\\s{0,8}(?:[;,+*/^|&?:=<>\\-]|\\n){1,3}\\s{0,8}(?:[\\w$.]{1,24}\\s{0,8}=\\s{0,8})?(?:new |void |throw |typeof |!|\\(|\\[)*\\s{0,8}(?:(?:window|self|top|parent|this|globalthis)(?:\\.|\\[['"\`]?)\\s{0,8})?${SINK}['"\`\\]]*\\s{0,8}[(\`]`,
);
/** A value that is nothing but a call: `alert(1)`, `confirm(document.cookie)//`. */
const BARE_CALL = new RegExp(
  `^[\\s;:({\\[<>/!+\\-]*(?:(?:window|self|top|parent)\\.)?${SURE_SINK}\\s{0,8}(?:\\(\\s{0,8}[^)\\s]|\`|=(?!=))`,
);
/** Code after a separator, with an argument that only a payload has. */
const CODE = new RegExp(
  `[;=:>(,{}\\[]\\s{0,8}(?:(?:window|self|top|parent)\\.)?${SURE_SINK}\\s{0,8}(?:\\(\\s{0,8}(?:[\\w'"/\`\\[(!~+\\-]|\\))|=(?!=)|\`)|(?:${SURE_SINK}|fetch|src|href)\\s{0,8}[(=+]\\s{0,8}[^ ]{0,60}document\\.cookie|document\\.cookie\\s{0,8}[=;+)]`,
);
/** Names reached without letters: `[][(![]+[])[...]`, `constructor.constructor('...')()`. */
const NO_LETTERS =
  /\[\]\[[(!"'`+]|\(!\[\]\+|constructor\s{0,8}(?:\.|\[)\s{0,8}\(?['"`]?(?:constructor|prototype|_\()|\[['"`](?:constructor|alert|eval|cookie|location)['"`]\]|_=>|\+\[\]\)\[\+|\$\{alert|&\{\(?|\.constructor\s{0,4}\(\s{0,4}['"]|getownpropertydescriptor\(/;
const CLOSED_ATTRIBUTE = /^[^<]{0,400}["'`]\s{0,8}\/?\s{0,8}>\s{0,8}<\s{0,8}(?:[a-z!?/])/;
const GAP = /\s{4,}/g;
const SCRIPT_END = /<\s{0,8}\/\s{0,8}(script|style|title|textarea|noscript|iframe|svg|xmp)\s{0,8}>?/;

/** Whether markup or script in a value would run in the browser that is shown it. `given` is decoded, lower case. */
export function isCrossSiteScripting(given: string): boolean {
  // Long gaps mean no more than short ones, and are what makes patterns with optional blanks slow.
  const text = given.replace(GAP, (gap) => (gap.includes('\n') ? '\n ' : ' '));
  if (text.includes('<') && hasActiveMarkup(text)) return true;
  const squeezed = text.length < 400 ? text.replace(BLANKS, '') : text;
  if (
    /^["'(;]*(?:javascript|vbscript|livescript):[^]*[(=`'"]/.test(squeezed) ||
    /^data:(?:text\/html|image\/svg\+xml|text\/xml)[,;][^]*(?:<|script|base64,)/.test(squeezed)
  )
    return true;
  if (HANDLER_CODE.test(text) && BROKEN_OUT.test(text)) return true;
  return SCRIPT_STRING.test(text) || BARE_CALL.test(text) || CODE.test(text) || NO_LETTERS.test(text);
}

/** `<script> tag not working`: somebody writes about an element. */
const ABOUT_ELEMENT =
  /^[a-z ,.?!'-]{0,80}<[a-z]{1,12}>(?:\s+[a-z?!'-]{2,20}){1,20}[.?!]?$|^[a-z ]{4,80}\s<[a-z]{1,12}>$/;
/** Attributes of a drawing that only describe it. */
const DRAWING =
  /^(?:xmlns(?::\w+)?|viewbox|width|height|fill|class|stroke(?:-\w+)?|version|role|aria-\w+|x|y|focusable)$/;

function hasActiveMarkup(text: string): boolean {
  const end = SCRIPT_END.exec(text);
  // What the value opened itself it may close.
  if (end !== null && !text.slice(0, end.index).includes(`<${end[1] ?? ''}`)) return true;
  if (CLOSED_ATTRIBUTE.test(text)) return true;
  return !ABOUT_ELEMENT.test(text) && readTags(text).some(isActive);
}

function isActive(tag: Tag): boolean {
  const { name, attributes, attached } = tag;
  // `List<Object>` and `vector<script>` are types of programs: no attributes, glued to a name.
  if (ACTIVE.has(name) && (!attached || attributes.some(({ value }) => value !== '') || name === 'script')) return true;
  if (SUSPECT.has(name) && attributes.length > 0) return true;
  if (name === 'style' || (name === 'svg' && !attached && attributes.some((one) => !DRAWING.test(one.name))))
    return true;
  return attributes.some(
    (attribute) =>
      (HANDLER.test(attribute.name) && attribute.value !== '') ||
      (attribute.name === 'style' && CODE_STYLE.test(attribute.value.replace(BLANKS, ''))) ||
      (URL_ATTRIBUTES.test(attribute.name) && isCode(attribute.value.replace(BLANKS, ''))),
  );
}

function isCode(url: string): boolean {
  return CODE_SCHEME.test(url) && !INERT_LINK.test(url);
}
