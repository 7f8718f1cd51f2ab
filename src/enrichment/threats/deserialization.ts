import { anyOf } from './any-of';

/** Base64 heads of serialized objects: Java, .NET BinaryFormatter, Python pickle (protocols 2 to 5), Ruby Marshal. */
const BASE64_HEAD = new RegExp(
  String.raw`(?:^|[=:"'\s])${anyOf(
    String.raw`rO0AB[A-Za-z0-9+/_-]{4}|H4sIAAAAAAAA[\w/+]{0,4}rO0|AAEAAAD/{3}|/w[A-Za-z0-9+/]{2,20}AQAAAP/{4}8BAAAA`,
    String.raw`gA[IJMN][A-Za-z0-9+/]{0,6}(?:jY|Y|c)[A-Za-z0-9+/]{12}|gAS[VW][A-Za-z0-9+/]{12}`,
    String.raw`BAh[bvoU7SiJ][A-Za-z0-9+/]{8}`,
  )}`,
);
const HEX_HEAD = /(?:^|[^0-9a-f])aced0005[0-9a-f]{4}|\u00ac\u00ed\u0000\u0005|\u00ac\u00ed\u0000/i;
const PHP_OBJECT = /(?:^|[;{"'=\s])[oc]:\+?\d{1,4}:"[\w\\]{1,100}":\d{1,4}:\{/i;
const PICKLE =
  /\bc(?:os|posix|nt|subprocess|builtins|__builtin__|commands)\r?\n(?:system|popen|eval|exec|check_output)\r?\n/;
const TYPED_JSON = new RegExp(
  anyOf(
    String.raw`"@type"\s*:\s*"[\w.$]+\.[\w.$]+|"\$type"\s*:\s*"system\.|_\$\$nd_func\$\$_`,
    String.raw`"@class"\s*:\s*"(?:java|javax|com|org)\.`,
    String.raw`\["(?:java|javax|com\.sun|com\.mchange|org\.apache|org\.springframework|ch\.qos)\.[\w.$]+"\s*,|"py/(?:object|reduce)|"rce"\s*:`,
  ),
  'i',
);
const YAML = /!!(?:python\/|java(?:x)?\.|com\.sun\.|org\.)|!ruby\/(?:object|hash|struct)/i;
const XML =
  /<(?:java\.(?:util|lang|beans)\.|sorted-set|dynamic-proxy|java version=|object class="java|void method="exec|jdk\.nashorn|objectdataprovider|com\.sun\.)/i;

/** Whether a value carries a serialized object of a runtime. `text` is decoded, in its own case. */
export function isDeserialization(text: string): boolean {
  return (
    BASE64_HEAD.test(text) ||
    PHP_OBJECT.test(text) ||
    HEX_HEAD.test(text) ||
    TYPED_JSON.test(text) ||
    PICKLE.test(text) ||
    YAML.test(text) ||
    XML.test(text)
  );
}
