import { anyOf } from './any-of';

/**
 * Files that no visitor of a web application asks for by name, with forward slashes, lower case. Separators may be
 * missing, as filters that strip them leave `etcpasswd`.
 */
const UNIX = anyOf(
  String.raw`etc/+(?:\./)*(?:passwd|shadow|group|hosts|issue|fstab|sudoers|crontab|motd|mysql/|apache2?/|httpd/|nginx/|ssh/|ssl/|php|samba/|resolv|environment|profile|security/|init\.d|redhat|os-release|network/|cron|tomcat\d*/|master\.passwd)`,
  String.raw`proc/+(?:self|\d+|version|cmdline|mounts|cpuinfo|net/)`,
  String.raw`var/+(?:(?:log|mail|spool|run)/+\w|lib/(?:mysql|mlocate)|www/+\w*/?\.)|usr/+local/+(?:apache|tomcat|nginx|etc)`,
  String.raw`root/+\.|home/+\w+/+\.(?:ssh|aws|bash|gnupg|kube|netrc|my\.cnf|env|git|npmrc|docker|mysql|profile)|dev/+(?:tcp|random|fd)|boot/grub`,
);
const WINDOWS = anyOf(
  String.raw`(?:windows|winnt)/+(?:win\.ini|system\.ini|system32|repair|php\.ini|panther|debug|temp)`,
  String.raw`boot\.ini|inetpub/|win\.ini$|autoexec\.bat|sam$|system32/|xampp/+(?:apache|php|mysql|phpmyadmin)/`,
);
const APPLICATION = anyOf(
  String.raw`web-inf/|meta-inf/|\.htpasswd|\.htaccess|\.ssh/|id_rsa|id_dsa|authorized_keys|\.aws/credentials`,
  String.raw`\.bash_history|\.git/|\.env$|wp-config\.php|config\.php|web\.config|global\.asa|database\.yml`,
  String.raw`settings\.py|localsettings|\.kube/config|/secrets/|passwd$|shadow$`,
);

/** A sensitive file anywhere; meant for what follows a climb out of the directory. */
export const SENSITIVE_TARGET = new RegExp(`(?:${UNIX}|${WINDOWS}|${APPLICATION})`);
/** A value that names such a file by its absolute path, with or without a scheme or drive. */
export const ABSOLUTE_SENSITIVE = new RegExp(
  `^~/+\\.(?:ssh/(?:id_|auth)|aws/cred|bash_history|gnupg|kube)|^(?:file:/*(?:localhost/)?|[a-z]:/*|/+)(?:[a-z]:/*)?(?:\\./+)*(?:${UNIX}|${WINDOWS}|web-inf/|meta-inf/|global\\.asa)|^[a-z]:/*(?:windowswin\\.ini|oot\\.ini|inetpub)|^file:/+[a-z]:/*[ob]+oot\\.ini|^/?web-inf/?web\\.xml|^file:/{1,3}(?:etc|proc|var|root|boot|c:/+(?:windows|winnt|boot))`,
);
