import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { shippedSuggestions } from '../../../test/support/suggestions';
import { maskMessage } from '../../core/mask';
import { projectRoot } from '../../core/project';
import { CATEGORY_NAMES, TRIAGES, UNCLASSIFIED } from '../../core/verdict';
import type { Suggestion } from './suggestions';

const FILE = parse(readFileSync(join(projectRoot(), 'configs/suggestions.yaml'), 'utf8')) as {
  readonly entries: readonly Suggestion[];
};
const { suggest } = shippedSuggestions();

describe('the shipped suggestions', () => {
  // That every cue of every entry can win is checked whenever the file is read.
  it('are many, of every category, and no two say the same', () => {
    const texts = FILE.entries.map(({ text }) => text);
    expect(texts.length).toBeGreaterThanOrEqual(180);
    expect(new Set(texts).size).toBe(texts.length);
    expect(new Set(FILE.entries.flatMap(({ category }) => category))).toEqual(new Set(CATEGORY_NAMES));
  });

  it('are one to three plain sentences each', () => {
    for (const { text } of FILE.entries) expect(text).toMatch(/^[A-Z0-9][^!]{25,230}[.?]$/);
  });

  it('have a default for every category and triage but normal, also for categories of others', () => {
    for (const category of [...CATEGORY_NAMES, UNCLASSIFIED, 'My Own']) {
      for (const triage of TRIAGES) {
        const suggestion = suggest(category, triage, 'xyzzy');
        if (triage === 'normal') expect(suggestion).toBeNull();
        else expect(suggestion).toMatch(/^[A-Z].{20,}\.$/);
      }
    }
  });

  it.each([
    [
      'Security Alert',
      'Failed password for invalid user admin from 203.0.113.9 port 51022 ssh2',
      /Keys only|keys instead/,
    ],
    ['Security Alert', 'bob : user NOT in sudoers ; TTY=pts/1 ; COMMAND=/bin/sh', /sudoers\.d/],
    ['Security Alert', 'pam_unix(login:auth): authentication failure; user=eve', /service and source/],
    ['Security Alert', '[UFW BLOCK] IN=eth0 SRC=203.0.113.5 DPT=23', /narrow rule/],
    ['Security Alert', 'ModSecurity: Access denied with code 403, anomaly score 15', /tune this one rule/],
    ['Security Alert', 'push approved without MFA for user 12, second factor skipped', /second factor/],
    ['Error', 'certificate has expired for shop.example.org', /let it renew itself/],
    ['Error', 'x509: certificate signed by unknown authority', /intermediate certificates/],
    ['Error', 'getaddrinfo ENOTFOUND db.internal', /dig/],
    ['Error', 'chronyd: system clock wrong by 12.1 seconds, not synchronised', /UDP 123/],
    ['Error', 'smartd: /dev/sda, 8 Currently unreadable (pending) sectors, SMART error', /smartctl/],
    ['Error', 'md/raid1: array degraded, sdb1 failed (mdadm)', /rebuild/],
    ['Critical Error', 'EXT4-fs error: journal has aborted, remounting filesystem read-only', /fsck -n/],
    ['Critical Error', 'Out of memory: Killed process 4411 (java)', /which process was killed/],
    ['Resource Usage', 'CPU load average 31 on 8 cores', /which process takes the time/],
    ['Resource Usage', 'CPU temperature 96 C above threshold', /fans, filters/],
    ['Error', 'UPS on battery, 11 minutes left', /shut down in order/],
    ['Error', 'eth1: link is down', /cable, optic/],
    ['Resource Usage', 'DHCP: no free leases in subnet 10.1.0.0/24', /lease time/],
    ['Error', 'IPsec tunnel to branch 4: no proposal chosen', /proposals, subnets/],
    ['Resource Usage', 'FATAL: remaining connection slots are reserved for superuser', /pg_stat_activity/],
    ['Error', 'mysqld: replica SQL thread stopped on duplicate entry', /REPLICA STATUS/],
    ['Error', 'mongod: no primary in replica set rs0', /rs\.status/],
    ['Error', 'MISCONF Redis is configured to save RDB snapshots, but cannot persist on disk', /BGSAVE/],
    ['Error', 'elasticsearch: all shards failed', /allocation\/explain/],
    ['Error', 'Cassandra: not enough replicas available for query at consistency QUORUM', /nodetool/],
    ['Resource Usage', 'kafka consumer group billing: lag 81234', /number of partitions/],
    ['Resource Usage', 'rabbitmq: memory alarm set on node rabbit@mq1', /Publishers wait/],
    ['Error', 'etcd: lost leader, election timed out', /majority/],
    ['Error', 'HDFS: missing blocks: 12, namenode in safe mode', /dfsadmin/],
    ['Error', 'Spark executor 7 lost: heartbeat timed out', /partitions/],
    ['Error', 'Back-off restarting failed container api in pod api-1', /logs --previous/],
    ['Error', 'Failed to pull image "app:1.2": manifest unknown', /pull secret/],
    ['Error', 'nova: No valid host was found', /request id/],
    ['Resource Usage', 'AWS: vCPU quota exceeded in region eu-central-1', /higher quota early/],
    ['Error', 'nginx: upstream prematurely closed connection while reading response header', /backend's log/],
    ['Error', 'envoy: upstream connect error or disconnect/reset before headers', /response flags/],
    ['Error', 'Tomcat: Context initialization failed, error creating bean', /Caused by/],
    ['Error', 'ModuleNotFoundError: No module named yaml', /lock file/],
    ['Error', 'System.InvalidOperationException: unhandled exception', /innermost exception/],
    ['Error', 'UnhandledPromiseRejection: err is not defined (nodejs)', /await or catch/],
    ['Error', 'PHP Fatal error: Uncaught Error in shop.php:12', /file and line/],
    ['Error', 'goroutine 1 [running]: index out of range, runtime error', /race detector/],
    ['Error', 'postfix: 550 5.1.1 recipient rejected: user unknown', /address at its source/],
    ['Error', 'message failed DKIM: signature did not verify', /dig TXT/],
    ['Workflow Error', 'Backup job nightly failed after 3 hours', /last good copy/],
    ['Error', 'tape drive 2: read error, cartridge A00012', /another cartridge/],
    ['Error', 'slurmctld: node c12 not responding, setting down', /drained/],
    ['Error', 'InfiniBand port 12: symbol errors, link degraded', /symbol errors/],
    ['Workflow Error', 'Jenkins pipeline stage deploy-check failed with timeout', /first step/],
    ['Error', 'dpkg: error: could not get lock /var/lib/dpkg/lock', /dpkg --configure/],
    ['Error', 'Windows Update KB5031356 failed with error 0x80070002', /DISM/],
    ['Error', 'Service Control Manager: the Spooler service terminated unexpectedly', /recovery options/],
    ['Error', 'Netlogon: no domain controller is available', /repadmin/],
    ['Error', 'Keycloak: SAML metadata expired for client hr', /signing certificate/],
    ['Workflow Error', 'card payment of order 12 declined by issuer', /another card/],
    ['Error', 'payment gateway timed out for 14 checkouts', /status page/],
    ['Workflow Error', 'Billing run March stopped: price missing for 12 accounts', /wrong invoices/],
    ['Workflow Error', 'Invoice 12 has no second approver', /deputy/],
    ['Workflow Error', 'Escalation failed: escalation level 3 is undefined', /nobody on duty|next person/],
    ['Workflow Error', 'Ticket 4711 unassigned for 3 days', /Assign it by hand/],
    ['Workflow Error', 'import of customers.csv: 12 rows rejected, unknown code', /load only those again/],
    ['Error', 'cron: nightly report did not run', /another path and environment/],
    ['Error', 'groq: rate limit reached for model, tokens per minute', /growing pauses/],
    ['Error', 'sensor 12 reading implausible, value frozen', /second sensor/],
    ['Deprecation Warning', 'TLS 1.0 is deprecated', /clients still need it/],
    ['Deprecation Warning', 'Python 3.8 reaches its end of life', /-W error/],
    ['Deprecation Warning', 'Ubuntu 18.04 is no longer supported', /supported release/],
    ['Deprecation Warning', "option 'max_size' is deprecated", /Rename the setting/],
    ['HTTP Status', 'POST /api/orders 502 Bad Gateway', /behind the proxy/],
    ['User Action', 'user eva granted role administrator to bob', /approved this right/],
    ['System Notification', 'reboot required after kernel update', /quiet hour/],
  ])('%s: %s', (category, message, text) => {
    expect(suggest(category, 'preventive_action', message)).toMatch(text);
    expect(suggest(category, 'incident', maskMessage(message))).toMatch(text);
  });
});
