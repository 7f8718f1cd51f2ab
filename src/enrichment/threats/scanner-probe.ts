import { anyOf } from './any-of';

/** Files and interfaces that nobody links to and browsers never ask for: wanting them is the probe. */
const HIDDEN_FILES = anyOf(
  String.raw`env(?:[./_~-]\w*)*`,
  String.raw`git/(?:config|head|index|logs/?|objects/?|refs/?|packed-refs|description|hooks)?|git-credentials`,
  String.raw`gitconfig|svn/(?:entries|wc\.db|all-wcprops|format)?|hg/(?:hgrc|store|dirstate)?|bzr/|cvs/`,
  String.raw`ds_store|aws/|ssh/|htpasswd|htaccess|npmrc|pypirc|netrc|pgpass|dockercfg|docker/config\.json`,
  String.raw`dockerenv|bash_history|bashrc|mysql_history|zsh_history|kube/config`,
  String.raw`vscode/(?:sftp|settings|launch)\.json|idea/(?:workspace|dataSources)\.xml|terraform`,
  String.raw`circleci/config|travis\.yml|s3cfg|boto|config/gcloud|ftpconfig|remote-sync\.json|svnignore`,
  String.raw`passwd|secret`,
);
const FORGOTTEN_AND_VULNERABLE = anyOf(
  String.raw`/wp-config(?:\.php)?[.~_]\w*$|/wp-config\.(?:bak|old|txt|save)|/eval-stdin\.php`,
  String.raw`/_ignition/execute-solution|/hnap1(?:[/?]|$)|/boaform/|/gponform/|/goform/`,
  String.raw`/cgi-bin/(?:luci/;|nas_sharing|account_mgr|bash|sh\b|php|test-cgi|printenv|nph-test|phf|jarrewrite|kerbynet|mainfunction|viewlog\.asp|authlogin)`,
  String.raw`/setup\.cgi|/scripts/setup\.php|/w00tw00t|/muieblackcat|/wls-wsat/|/_async/asyncresponseservice`,
  String.raw`/api/jsonws/invoke|/\+csco[eut]\+|/remote/fgt_lang|/dana-na/|/dana/html5acc|/nmaplowercheck|/nice%20ports`,
  String.raw`/nice ports|/sdk/weblanguage|/owa/auth/x\.js|/ecp/\w\.js|/autodiscover/autodiscover\.json\?@`,
  String.raw`/invoker/(?:jmx|ejb)invokerservlet|/invoker/readonly|/functionrouter|/cdn-cgi/trace/\.\.`,
  String.raw`/mgmt/tm/util/bash|/tmui/login\.jsp/\.\.;|/vpns/|/suite-api/|/ui/vropspluginui`,
  String.raw`/webtools/control/(?:xmlrpc|main/programexport)|/druid/indexer/v1/sampler`,
  String.raw`/solr/\w+/(?:dataimport|config|replication)|/_search\?source=.{0,200}script|[?&]auth=ywrtaw46`,
  String.raw`/(?:backup|dump|db|database|site|www|wwwroot|mysql|data|sql|users|localhost|web|html|public_html|old|archive)\.(?:sql|sql\.gz|sql\.zip|sql\.bak|bak|tar\.gz|tgz|rar|7z)$`,
  String.raw`/(?:id_rsa|id_dsa|id_ed25519|authorized_keys|server\.key|private\.key|privatekey\.key)$`,
  String.raw`/(?:config|configuration|settings|database|local|index|web|app|parameters)\.(?:php|config|yml|json|py|inc)(?:\.bak|\.old|\.save|\.swp|~|\.orig|\.dist\.bak)$`,
  String.raw`/shell\?cd|/currentsetting\.htm|/\w+\.php\?xdebug_session_start|/\?xdebug_session_start`,
  String.raw`\?=php[a-f0-9]{8}-|/tmpfs/auto\.jpg|/device\.rsp\?|/manager/text/|/ws_utc/config`,
  String.raw`/geoserver/(?:wfs|ows)\?.*exec|/actuator/(?:heapdump|gateway/routes|jolokia|logfile)`,
  String.raw`/jolokia/exec|/debug/pprof/cmdline|/\.well-known/\.(?:git|env)|/login\.action\?.*redirect:`,
  String.raw`/struts2?-\w+/.*\.action\?.*(?:method:|redirect:)|/logon/logonpoint/|/dana-cached/`,
  String.raw`/wp-file-manager/lib/php/connector|[?&]element_parents=|/wanip\w*cn\.xml|/pics?desc\.xml`,
  String.raw`/(?:web|meta)-inf(?:/|$)|/phpinfo\.php|/(?:elmah|trace)\.axd|/_profiler/(?:phpinfo|open)|/laravel\.log$`,
  String.raw`/sftp-config\.json$|\.(?:php\d?|aspx?|jsp|cfm|inc)(?:\.(?:bak|old|save|swp|orig|tmp|inc|copy)|~)$`,
);
const NEVER_LINKED = new RegExp(String.raw`/\.${HIDDEN_FILES}(?:$|[?/.~])|${FORGOTTEN_AND_VULNERABLE}`);

/** Software that hosts code shows files such as `.env.example` of the projects in it. */
const SHOWN_SOURCE = /\/(?:blob|raw|tree|blame|browse|edit|src|source|commits?)\//;
/** Any hidden file or directory that is not there; `.well-known` and dot segments are none. */
const HIDDEN = /\/\.(?!well-known(?:\/|$)|vite\/)[a-z_]/;
/** Consoles of software: those who run it get in, those who look for it get an error. */
const CONSOLES = anyOf(
  String.raw`phpmyadmin[\w.-]*|etc/(?:passwd|shadow)$|phpmy-admin|php-my-admin|myadmin|mysqladmin|mysql-admin`,
  String.raw`pma\d{0,4}|dbadmin|sqladmin|adminer[\w.-]*\.php|phppgadmin|websql|sqlmanager`,
  String.raw`actuator/(?:env|trace|mappings|configprops|threaddump|beans|dump|loggers|gateway)|env$|heapdump$`,
  String.raw`jolokia|jmx-console|web-console|admin-console|solr/admin|manager/(?:html|status)`,
  String.raw`host-manager/html|server-status|server-info|phpinfo(?:\.php)?$|info\.php$|php-?info\.php`,
  String.raw`telescope/requests|debug/default/view|_profiler/phpinfo|elmah\.axd|trace\.axd|axis2/|axis2-admin`,
  String.raw`struts2?-showcase|script$|jenkins/(?:script|login)|nagios/|zabbix/|cacti/|webdav/?$|xampp/`,
  String.raw`horde/|roundcube/|webmail/program|api/v1/pods|_cat/indices|v1/agent/self|_all_dbs`,
  String.raw`(?:v[\d.]+/)?containers/json|v2/_catalog|console/(?:login|css|images|j_security|$)|ckeditor/filemanager`,
  String.raw`fckeditor/|kcfinder/|elfinder/|filemanager/dialog|cgi-bin/[\w.-]+\.(?:cgi|sh|pl|py)$`,
  String.raw`vendor/(?:phpunit|composer|\.env)|cgi-bin/(?:luci|[\w.-]+$)|debug/(?:pprof|vars)|\w*\.action$`,
  String.raw`mgmt/|citrix/|geoserver/|setup/setupadministrator|umbraco|a2billing/|vicidial/|recordings/|magmi/`,
  String.raw`magento_version|downloader/$|nginx_status|fpm-status|squirrelmail/|webmail/|roundcube|horde|vtigercrm/`,
  String.raw`_vti_(?:bin|pvt|cnf|inf)|iisadmin|scripts/\w+\.exe|\w+\.(?:ida|idq|printer|htr)$|msadc/|servlet/|examples/(?:jsp|servlets)|shell$`,
  String.raw`tmui/|vpn/index\.html|cgi/login|oauth/idp|rest/tinymce|administrator/manifests/|ajax/render/widget|_cluster/|_search|cfide/`,
  String.raw`axis2|owncloud/|app/etc/local\.xml|evox/|sdk$|reportserver|ctrlt/deviceupgrade|editblackandwhitelist|fuel/pages|trinity\.txt`,
  String.raw`telerik\.web\.ui|\w+\.cgi$|solr/|config\.inc\.php|wp-admin/(?:css|js|images|includes)/[\w/-]*\.php$`,
  String.raw`thinkphp/|tp/public/|sitecore/|hazelcast/|nacos/|druid/|zeppelin|jenkins|hudson|portainer|graphiql`,
  String.raw`swagger[\w/.-]*\.(?:html|json)$|swagger-ui|v\d/api-docs|api-docs|openapi\.(?:json|ya?ml)$`,
  String.raw`(?:azenv|proxy(?:headers?)?|php|pi|test|\w|xx|shell|up|upload(?:ify)?|sql|mysql|db)\.php\d?$`,
  String.raw`admin/(?:config\.php|uploads?/|controller/|fckeditor|phpmyadmin)|wp-includes/wlwmanifest\.xml`,
  String.raw`wp-admin/(?:install|setup-config|upgrade)\.php|wp-content/plugins/[\w-]+/(?:readme\.txt|$)`,
  String.raw`(?:readme|changelog|license|install)\.(?:html?|txt)$|(?:docker|vagrant|make|jenkins|proc)file$`,
  String.raw`wp-content/(?:debug\.log|uploads/[\w/]+\.php|plugins/[\w/-]+\.php$)|wp-includes/[\w/-]+\.php$`,
  String.raw`wp-json/wp/v2/users`,
  String.raw`(?:composer|package|auth|credentials|secrets?|config)\.(?:json|lock|ya?ml|env)$`,
  String.raw`docker-compose\.ya?ml$|sftp-config\.json|config\.js$|owa/auth|ecp/|remote/login|global-protect/`,
  String.raw`sslvpn|cgi-bin/login|nexus/|sonar/|portal/redlion|systembc/|stalker_portal`,
);
const CONSOLE = new RegExp(String.raw`^/+(?:[\w-]+/)?${CONSOLES}`);
/** Backups, dumps, logs, keys and settings in the root of a site, where nobody who follows links is sent. */
const LEFT_IN_ROOT = new RegExp(
  String.raw`^/+(?:[\w-]+/)?${anyOf(
    String.raw`[\w-]{1,40}\.(?:rar|7z|tgz|tar|tar\.gz|sql|sql\.gz|bak|old|swp|dump|mdb|sqlite3?|pem|key|pfx|log|env|conf|cfg)$`,
    String.raw`[a-z_-]{1,20}\.zip$|web\.config|global\.asax?|php\.ini|\w*(?:error|access)[_.-]?logs?$`,
    String.raw`(?:app)?(?:settings|application|config|database|credentials|secrets?)[\w.-]{0,20}\.(?:json|properties|ya?ml|xml|ini|toml|py|txt)$`,
  )}`,
);
/** Doors that password guessers and spammers knock at with forms; a visitor without the software only looks. */
const LOGIN_FORM =
  /\/(?:wp-login\.php|xmlrpc\.php|administrator\/index\.php|user\/register|wp-comments-post\.php|admin-ajax\.php)$/;

/** User agents of tools made to attack; researchers that only count are bots, not threats. */
const ATTACK_TOOL = new RegExp(
  anyOf(
    String.raw`sqlmap|nikto|nessus|openvas|acunetix|netsparker|invicti|w3af|arachni|wpscan|dirbuster|gobuster`,
    String.raw`dirsearch|ffuf|feroxbuster|wfuzz|nuclei|masscan|zgrab|jorgee|havij|hydra|medusa|metasploit`,
    String.raw`commix|xsstrike|dalfox|skipfish|whatweb|joomscan|droopescan|burp ?(?:suite|collaborator)`,
    String.raw`owasp[ _]?zap|zaproxy|vega/|morfeus|zmeu|paros|webinspect|appscan|qualys was|fimap|grendel`,
    String.raw`pangolin|bsqlbf|sqlninja|absinthe|webshag|golismero|jaeles|kiterunner|httprobe|fuzz faster|projectdiscovery|sqlsus|xssor|tplmap|crlfuzz|detectify|cmsmap|l9explore|l9tcpid`,
    String.raw`mj12bot-attack|nmap scripting|hello,? ?world|fasthttp-scan|mozi\.|gemini-scan`,
  ),
);

/** Status of the answer; null when the log does not say. */
export function isScannerProbe(target: string, method: string, status: number | null): boolean {
  const isError = status !== null && status >= 400;
  if (NEVER_LINKED.test(target) && (isError || !SHOWN_SOURCE.test(target))) return true;
  if (status !== null && !isError) return false;
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  if (isError && (HIDDEN.test(path) || CONSOLE.test(path) || LEFT_IN_ROOT.test(path))) return true;
  return method === 'POST' && (status === 404 || status === 403 || status === 405) && LOGIN_FORM.test(path);
}

/** `agent` is lower case. */
export function isAttackTool(agent: string): boolean {
  return ATTACK_TOOL.test(agent);
}
