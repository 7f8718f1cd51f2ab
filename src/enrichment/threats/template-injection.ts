import { anyOf } from './any-of';

const DELIMITED = new RegExp(
  anyOf(
    String.raw`\{\{([^]{1,160}?)\}\}|\$\{([^{}]{1,160})\}|#\{([^{}]{1,160})\}|[*@]\{([^{}]{1,160})\}`,
    String.raw`@\(([^()]{1,200}\))|<%=?([^]{1,160}?)%>|\{%([^]{1,160}?)%\}|%\{([^{}]{1,200})\}?`,
    String.raw`\[\[\$\{([^]{1,200})\}\]\]|#set\s{0,8}\(([^]{1,200})|\{([^{}]{1,120})\}`,
  ),
  'g',
);
/** The last group of {@link DELIMITED}: single braces, which mean little by themselves. */
const SINGLE_BRACES = 11;
/** The probe everybody sends: an arithmetic result that the page then shows. */
const ARITHMETIC = /^[\s=]{0,8}\(?-?['"]?\d+['"]?\s{0,8}[*+/-]\s{0,8}['"]?\d+['"]?\s{0,8}(?:\)|\|.*)?\s{0,8}$/;
/** A literal asked to do something, and Ruby's backticks: what a page shows of them tells the engine. */
const STRING_METHOD = /^\s{0,8}['"]\w{0,40}['"]\.\w{2,20}\(\s{0,4}\)\s{0,8}$|^\s{1,8}`[^`]{1,80}`\s{1,8}$/;
/** Smarty's variables and PHP blocks, Twig's dump of its context. */
const SMARTY_OR_TWIG = /^\{(?:\$smarty\.|php\}|%\s{0,8}debug\s{0,8}%\})/;
/** Names by which a template reaches the runtime. */
const RUNTIME_NAMES = anyOf(
  String.raw`getruntime|getclass|forname|processbuilder|freemarker\.template|classloader|newinstance`,
  String.raw`java\.(?:lang|util|io)|javax\.script|springframework|t\(\s{0,8}java|ognl|_memberaccess`,
  String.raw`allowstaticmethodaccess|xwork|registerundefinedfiltercallback|_self\.env|getfilter|popen`,
  String.raw`os\.system|subprocess|child_process|require\(|process\.(?:env|mainmodule|binding)`,
  String.raw`global\.process|constructor\.constructor|range\.constructor|cycler\.__|joiner\.__|lipsum`,
  String.raw`url_for\.|get_flashed|self\._|request\.application|request\|attr|config\.(?:items|from|__)`,
  String.raw`settings\.secret|debug\(\)|system\(|exec\(|\bshell_exec\(|file\.open|io\.popen|file_get_contents`,
  String.raw`dump\(app|app\.request|map\(['"](?:system|exec|passthru)|filter\(['"](?:system|exec|passthru)`,
  String.raw`sort\(['"](?:system|exec|passthru)|#(?:context|parameters|request|session|application)\[`,
  String.raw`new\s{1,8}(?:java|processbuilder)|with\s{1,8}\S{1,20}\s{1,8}as\s|lookup string\.sub|getresource\(|get_user_file\(|import\s{1,8}os`,
  String.raw`(?:config|self|request|settings)\s{0,8}$|system\s{0,8}['"]`,
);
const RUNTIME = new RegExp(
  String.raw`__(?:class|mro|subclasses|globals|builtins|init|import|base|bases|dict|getattr|getattribute)__|\b${RUNTIME_NAMES}`,
);

/** Whether a value would be evaluated by a template engine of the server. `text` is decoded and lower case. */
export function isTemplateInjection(text: string): boolean {
  for (const match of text.matchAll(DELIMITED)) {
    const groups: readonly (string | undefined)[] = match;
    const index = groups.findIndex((group, i) => i > 0 && group !== undefined);
    const expression = groups[index] ?? '';
    const single = index === SINGLE_BRACES;
    if (STRING_METHOD.test(expression) || SMARTY_OR_TWIG.test(match[0])) return true;
    if (ARITHMETIC.test(expression) && (!single || /^\{\d+\*\d+\}$/.test(match[0]))) return true;
    if (RUNTIME.test(expression.trim()) && (!single || /system|forname|getruntime|newinstance/.test(expression))) {
      // `${config}` and `${self}` are variables of shells and programs; only double braces evaluate them.
      if (/^(?:config|self|request|settings)$/.test(expression.trim()) && !match[0].startsWith('{{')) continue;
      return true;
    }
  }
  return /\(#_memberaccess|#_memberaccess\s{0,8}=|@java\.lang\.|\.getruntime\(\)|@ognl\.|\?new\(\)|\[#assign\s|<#assign\s/.test(
    text,
  );
}
