/** What a bot is for. */
export type BotKind = 'search' | 'social' | 'ai' | 'monitor' | 'scanner' | 'library' | 'other';

/** Families by a word of their user agent, lower case; the first match counts. Names are as their makers write them. */
const KNOWN: readonly (readonly [kind: BotKind, name: string, pattern: RegExp])[] = [
  ['ai', 'GPTBot', /gptbot/],
  ['ai', 'ChatGPT', /chatgpt-user|oai-searchbot/],
  ['ai', 'Claude', /claudebot|claude-web|claude-user|claude-searchbot|anthropic-ai/],
  ['ai', 'Perplexity', /perplexity/],
  ['ai', 'CCBot', /ccbot/],
  ['ai', 'Bytespider', /bytespider/],
  ['ai', 'Amazonbot', /amazonbot/],
  ['ai', 'Google-Extended', /google-extended|googleother/],
  ['ai', 'Meta AI', /meta-externalagent|meta-externalfetcher|facebookbot/],
  ['ai', 'Cohere', /cohere-ai/],
  ['ai', 'Diffbot', /diffbot/],
  ['ai', 'AI crawler', /ai2bot|omgili|timpibot|youbot|mistralai|deepseekbot|pangubot|img2dataset|duckassistbot/],
  ['scanner', 'sqlmap', /sqlmap/],
  ['scanner', 'Nikto', /nikto/],
  ['scanner', 'Nmap', /nmap/],
  ['scanner', 'Nuclei', /nuclei/],
  ['scanner', 'ZGrab', /zgrab/],
  ['scanner', 'masscan', /masscan/],
  ['scanner', 'WPScan', /wpscan/],
  ['scanner', 'Censys', /censys/],
  ['scanner', 'Shodan', /shodan/],
  ['scanner', 'Palo Alto Expanse', /expanse|paloaltonetworks/],
  [
    'scanner',
    'InternetMeasurement',
    /internet-?measurement|netsystemsresearch|leakix|l9explore|l9tcpid|onyphe|binaryedge|internettl/,
  ],
  [
    'scanner',
    'vulnerability scanner',
    /acunetix|nessus|openvas|netsparker|qualys|arachni|w3af|dirbuster|gobuster|dirsearch|ffuf|feroxbuster|wfuzz|skipfish|zaproxy|burp|jorgee|zmeu|morfeus|whatweb|commix|hydra|detectify|project25499|securityscanner/,
  ],
  [
    'search',
    'Googlebot',
    /googlebot|adsbot-google|mediapartners-google|storebot-google|google-inspectiontool|apis-google|feedfetcher-google/,
  ],
  ['search', 'Bingbot', /bingbot|msnbot|adidxbot|bingpreview/],
  [
    'search',
    'Yandex',
    /yandex\w*bot|yandex(?:images|direct|metrika|mobile|video|media|blogs|favicons|webmaster|pagechecker|imageresizer)|yadirectfetcher/,
  ],
  ['search', 'Baiduspider', /baiduspider/],
  ['search', 'DuckDuckBot', /duckduckbot|duckduckgo-favicons/],
  ['search', 'Applebot', /applebot/],
  ['search', 'Sogou', /sogou/],
  ['search', 'Yahoo', /slurp|yahoo-|y!j-/],
  ['search', 'Seznam', /seznambot/],
  ['search', 'Exabot', /exabot/],
  ['search', 'Qwant', /qwant/],
  ['search', 'PetalBot', /petalbot|aspiegelbot/],
  ['search', 'Naver', /yeti\/|naverbot/],
  ['search', 'Mail.RU', /mail\.ru_bot/],
  ['search', 'Internet Archive', /archive\.org|ia_archiver|special_archiver|heritrix/],
  [
    'search',
    'search crawler',
    /mojeekbot|coccoc|360spider|yisouspider|easouspider|gigabot|voilabot|ecosia|bravebot|kagibot|findxbot|teoma|psbot|daumoa|linespider/,
  ],
  ['social', 'Facebook', /facebookexternalhit|facebookcatalog|facebot/],
  ['social', 'Twitterbot', /twitterbot/],
  ['social', 'LinkedInBot', /linkedinbot/],
  ['social', 'Slackbot', /slackbot|slack-imgproxy/],
  ['social', 'Discordbot', /discordbot/],
  ['social', 'TelegramBot', /telegrambot/],
  ['social', 'WhatsApp', /whatsapp/],
  ['social', 'Pinterest', /pinterest/],
  ['social', 'Reddit', /redditbot/],
  ['social', 'Mastodon', /mastodon|pleroma|misskey/],
  [
    'social',
    'link preview',
    /skypeuripreview|vkshare|embedly|iframely|viber|snapchat|tumblr|flipboard|bitlybot|digg|quora link|microsoftpreview|bluesky|cardyb/,
  ],
  ['monitor', 'UptimeRobot', /uptimerobot/],
  ['monitor', 'Pingdom', /pingdom/],
  ['monitor', 'StatusCake', /statuscake/],
  ['monitor', 'Kubernetes probe', /kube-probe/],
  ['monitor', 'AWS health check', /elb-healthchecker|amazon-route53-health-check/],
  ['monitor', 'Google health check', /googlehc|googlestackdrivermonitoring/],
  ['monitor', 'Prometheus', /prometheus|blackbox.exporter/],
  ['monitor', 'Datadog', /datadog/],
  ['monitor', 'Zabbix', /zabbix/],
  ['monitor', 'Nagios', /nagios|check_http/],
  [
    'monitor',
    'monitor',
    /site24x7|newrelic|new relic|catchpoint|uptime|better ?stack|gtmetrix|lighthouse|pagespeed|haproxy|healthcheck|health-check|monit\/|updown\.io|freshping|hetrixtools|dynatrace|consul health|icinga|chrome-lighthouse|ptst\/|nodeping|cloudflare-healthchecks|montastic|w3c_validator|ssl ?labs/,
  ],
  ['library', 'curl', /\bcurl|libcurl/],
  ['library', 'Wget', /\bwget/],
  ['library', 'Python', /python|aiohttp|httpx|scrapy|urllib/],
  ['library', 'Go', /go-http-client|^go |fasthttp|colly/],
  ['library', 'Java', /\bjava\/|okhttp|apache-httpclient|jakarta|jersey|spring|unirest|reactornetty|retrofit/],
  ['library', 'Node.js', /axios|node-fetch|^node(?:\.js)?\b|undici|superagent|got \(|^got\//],
  ['library', 'PHP', /guzzle|^php|symfony|zend_http|wordpress\/|curlphp/],
  ['library', 'Perl', /libwww-perl|lwp|perl/],
  ['library', 'Ruby', /^ruby|faraday|typhoeus|mechanize|httparty|rest-client/],
  ['library', '.NET', /restsharp|\.net|httpclient|powershell/],
  [
    'library',
    'API client',
    /postmanruntime|insomnia|httpie|dart|reqwest|hyper\/|libhttp|winhttp|http_request2|elinks|aria2|chef client|puppet|ansible|apt-http|debian apt|docker\/|git\/|containerd|helm\/|kubectl/,
  ],
  ['library', 'headless browser', /headlesschrome|phantomjs|puppeteer|playwright|selenium|slimerjs|htmlunit|cypress/],
  [
    'other',
    'feed reader',
    /feed|rss|reader|netvibes|bloglines|aggregator|subscribers|simplepie|newsblur|inoreader|spinn3r/,
  ],
  [
    'other',
    'SEO crawler',
    /ahrefs|semrush|mj12bot|dotbot|rogerbot|blexbot|seokicks|sistrix|serpstat|dataforseo|screaming frog|megaindex|linkdex|majestic|barkrowler|serendeputy|siteauditbot|linguee|spbot/,
  ],
];

export interface BotName {
  readonly kind: BotKind;
  readonly name: string;
}

/** Class and name of a bot whose user agent in lower case is given; null when no family is known. */
export function knownBot(agent: string): BotName | null {
  for (const [kind, name, pattern] of KNOWN) if (pattern.test(agent)) return { kind, name };
  return null;
}
