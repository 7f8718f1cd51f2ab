import { isbot, isbotMatch } from 'isbot';
import { knownBot, type BotKind } from './bot-table';

/** What a user agent says about its sender. */
export interface UserAgent {
  readonly bot: { readonly kind: BotKind; readonly name: string } | null;
  /** Browser or program, e.g. `Firefox`. */
  readonly family: string | null;
  /** Operating system, e.g. `Windows`. */
  readonly os: string | null;
}

/** Browsers, the imitators before the imitated: every Edge calls itself Chrome, every Chrome Safari. */
const FAMILIES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\/|\bOpera\b|OPiOS/],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Yandex Browser', /YaBrowser\//],
  ['Vivaldi', /Vivaldi\//],
  ['UC Browser', /UCBrowser\/|UCWEB/],
  ['Silk', /\bSilk\//],
  ['DuckDuckGo', /DuckDuckGo\/|\bDdg\//],
  ['Brave', /\bBrave\//],
  ['Seamonkey', /SeaMonkey\//i],
  ['Firefox', /Firefox\/|FxiOS\/|Iceweasel|\bFocus\//],
  ['Headless Chrome', /HeadlessChrome\//],
  ['Chromium', /Chromium\//],
  ['Chrome', /Chrome\/|CriOS\//],
  ['Internet Explorer', /\bMSIE |Trident\//],
  ['Android Browser', /Android.*Version\/[\d.]+.*Safari/],
  ['Safari', /Version\/[\d.]+.*Safari\/|Safari\//],
  ['WebView', /AppleWebKit\/.*Mobile\//],
  ['curl', /^curl\b/i],
  ['Wget', /^wget\b/i],
  ['Python', /^python|aiohttp|httpx/i],
  ['Go', /^go-http-client/i],
  ['Java', /^java\/|okhttp|apache-httpclient/i],
  ['Node.js', /^node|axios|undici/i],
  ['Postman', /^PostmanRuntime/],
  ['Outlook', /Microsoft Outlook|MSOffice/],
  ['Thunderbird', /Thunderbird\//],
  ['Lynx', /^lynx|^links|^w3m|elinks/i],
  ['Konqueror', /Konqueror/],
  ['Gecko', /Gecko\/\d/],
];

const SYSTEMS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Windows Phone', /Windows Phone/],
  ['Windows', /Windows|Win(?:32|64|NT)/],
  ['iOS', /iPhone|iPad|iPod|\biOS\b/],
  ['Android', /Android/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /Mac OS X|Macintosh|Darwin/],
  ['FreeBSD', /FreeBSD|OpenBSD|NetBSD/],
  ['Linux', /Linux|X11|Ubuntu|Debian|Fedora/],
];

/** UTF-16 code units of a user agent that are looked at. */
const MAX_LENGTH = 512;

export function readUserAgent(header: string): UserAgent {
  const agent = header.slice(0, MAX_LENGTH);
  const family = firstOf(FAMILIES, agent);
  return { bot: botOf(agent), family, os: firstOf(SYSTEMS, agent) };
}

function botOf(agent: string): UserAgent['bot'] {
  if (!isbot(agent)) {
    // isbot knows words of crawlers; tools made to attack do not always use them.
    const known = knownBot(agent.toLowerCase());
    return known?.kind === 'scanner' || known?.kind === 'monitor' ? known : null;
  }
  return knownBot(agent.toLowerCase()) ?? { kind: 'other', name: ownName(agent) };
}

/** What an unknown bot calls itself: the product, or the word that gave it away. */
function ownName(agent: string): string {
  const product = /\b([\w.-]*(?:bot|crawl(?:er)?|spider)[\w.-]*)/i.exec(agent) ?? /^([\w.-]{2,40})/.exec(agent);
  return product?.[1] ?? isbotMatch(agent) ?? 'bot';
}

function firstOf(table: readonly (readonly [string, RegExp])[], agent: string): string | null {
  for (const [name, pattern] of table) if (pattern.test(agent)) return name;
  return null;
}
