import type { Triage } from '../core/verdict';

/** What to do when a cue occurs in a message of a category. */
export interface Advice {
  /** Plain alternatives at the start of a word; nothing in it repeats, so it costs little on any message. */
  readonly cue: RegExp;
  readonly text: string;
}

type AdviceByTriage = Readonly<Record<Exclude<Triage, 'normal'>, string>>;

/** Advice by category, the more specific first: the first with a cue in the message is given. */
export const ADVICE: ReadonlyMap<string, readonly Advice[]> = new Map<string, readonly Advice[]>([
  [
    'Security Alert',
    [
      {
        cue: /\b(?:brute|multiple failed|repeated|too many)/i,
        text: 'Block the source, lock or watch the account for a while, and make sure that none of the tries succeeded.',
      },
      {
        cue: /\b(?:sql injection|xss|traversal|injection|exploit|payload)/i,
        text: 'Check whether the attempt got an answer it should not have got, block the source, and close the weakness it aimed at.',
      },
      {
        cue: /\b(?:malware|virus|trojan|ransomware|rootkit)/i,
        text: 'Take the machine off the network, keep the file for analysis, and look for the same file elsewhere.',
      },
      {
        cue: /\b(?:privilege|escalat|sudo|root|admin)/i,
        text: 'Ask the person behind the account. If nobody knows of it, revoke the session and the rights, and look at what the account did.',
      },
      {
        cue: /\b(?:token|api key|apikey|credential|secret|certificate)/i,
        text: 'Treat the key as known to others when in doubt: replace it, and search the logs for what was done with it.',
      },
      {
        cue: /\b(?:port scan|scan|probe|firewall|blocked|flood|ddos)/i,
        text: 'Block the source at the edge, and check that only the ports that must be open are.',
      },
      {
        cue: /\b(?:login|log in|password|authentication|logon|invalid user)/i,
        text: 'Look at who tries and from where: one failure is a typing error, several are an attack. Block the address and require a second factor.',
      },
      {
        cue: /\b(?:denied|unauthorized|unauthorised|forbidden|permission|access)/i,
        text: 'Find out who or what asked. Grant the least permission that is needed, or block the source when nobody knows of it.',
      },
    ],
  ],
  [
    'Critical Error',
    [
      {
        cue: /\b(?:out of memory|oom\b|heap space)/i,
        text: 'Restart what was killed, then find what grew and give it a limit, or the machine more memory.',
      },
      {
        cue: /\b(?:corrupt|data loss|checksum|inconsisten)/i,
        text: 'Stop writing to it, keep a copy as it is, check the disk, and restore the damaged part from a backup or a replica.',
      },
      {
        cue: /\b(?:disk|no space|raid|i\/o|filesystem|file system|storage)/i,
        text: 'Make sure that a fresh backup exists, then free space or replace the failing disk, and check the file system.',
      },
      {
        cue: /\b(?:kernel|panic|hardware|machine check|parity|ecc\b|power supply|temperature|fan\b)/i,
        text: 'Move the load to another machine, save what the crash left behind, and have the hardware and driver named here checked.',
      },
      {
        cue: /\b(?:database|postgres|mysql|mongo|replica|quorum|master|primary)/i,
        text: 'Check that a primary is up and accepts writes, fail over if not, and find the cause in its own log before bringing it back.',
      },
      {
        cue: /\b(?:boot|start|initiali)/i,
        text: 'The service did not come up: read the first error after its start, compare with the last configuration that worked, and roll back if it is not plain.',
      },
      {
        cue: /\b(?:network|unreachable|connection|link)/i,
        text: 'Check the path between the parts: interface, switch, firewall, name resolution; then whether the other side runs.',
      },
    ],
  ],
  [
    'Error',
    [
      {
        cue: /\b(?:timeout|timed out|time-out|deadline)/i,
        text: 'Find out why the other side was slow at that moment (load, locks, network) before making the time-out longer.',
      },
      {
        cue: /\b(?:refused|unreachable|reset by peer|no route|connection|socket|broken pipe)/i,
        text: 'Check that the other side runs and listens, then the path to it: name, port, firewall, load.',
      },
      {
        cue: /\b(?:certificate|tls|ssl|handshake)/i,
        text: 'Check dates, chain and host name of the certificate, and the protocol versions that both sides allow.',
      },
      {
        cue: /\b(?:resolve|dns|unknown host|name or service)/i,
        text: 'Check the spelling of the name, then whether this machine reaches its DNS server.',
      },
      {
        cue: /\b(?:permission|denied|not permitted|read-only)/i,
        text: 'Compare the owner and mode of the file with the account the service runs as; grant only what it needs.',
      },
      {
        cue: /\b(?:deadlock|duplicate key|constraint|sql|query|transaction|database)/i,
        text: 'Find the statement and its parameters; retry a deadlock, correct the input of a violated constraint, look at the plan of a slow one.',
      },
      {
        cue: /\b(?:not found|no such file|missing|does not exist)/i,
        text: 'Check the path or id, and what should have created it: a deployment, a mount or an earlier step.',
      },
      {
        cue: /\b(?:parse|syntax|invalid|malformed|unexpected|json|format|decode)/i,
        text: 'Look at the input that was refused and at who sent it; reject it earlier with a clear message, or accept it.',
      },
      {
        cue: /\b(?:nullpointer|null pointer|undefined|exception|traceback|stack|assert)/i,
        text: 'Read the innermost cause and the first line of your own code in the trace; compare with the last deployment.',
      },
      {
        cue: /\b(?:disk|i\/o|read error|write error|sector)/i,
        text: 'Make sure that a fresh backup exists, read the health values of the disk, and replace it before it fails.',
      },
      {
        cue: /\b(?:retry|attempt)/i,
        text: 'It is being tried again. Act when the tries run out or their number grows.',
      },
    ],
  ],
  [
    'Resource Usage',
    [
      {
        cue: /\b(?:disk|storage|filesystem|file system|partition|volume|space)/i,
        text: 'Free space or grow the volume before writes fail; then find what grows and put a limit or a rotation on it.',
      },
      {
        cue: /\b(?:memory|heap|ram\b|swap|gc\b)/i,
        text: 'See which process grows and whether it ever shrinks again; restart or limit it, then look for a leak.',
      },
      {
        cue: /\b(?:cpu|load average|processor)/i,
        text: 'See which process takes the time and whether it is wanted work; add capacity, limit it or restart it.',
      },
      {
        cue: /\b(?:connection|pool|thread|file descriptor|open files|handles)/i,
        text: 'Find who holds them without giving them back, then size the limit so that the whole load fits.',
      },
      {
        cue: /\b(?:queue|backlog|lag|buffer)/i,
        text: 'More comes in than goes out: find the slow consumer, add consumers, or slow the producers down.',
      },
      {
        cue: /\b(?:quota|rate limit|throttl|limit)/i,
        text: 'Use less or later (pauses between retries, batches), or ask for a higher quota.',
      },
      {
        cue: /\b(?:temperature|fan\b|thermal|voltage)/i,
        text: 'Check fans, dust and room temperature, and move load away until the value is normal again.',
      },
    ],
  ],
  [
    'Workflow Error',
    [
      {
        cue: /\bescalat/i,
        text: 'Handle the case by hand now, then repair the rule: a missing level, an inactive owner, an empty group.',
      },
      {
        cue: /\b(?:assign|routing|misrouted|agent)/i,
        text: 'Assign it by hand, then check the owner, team and priority that the message names.',
      },
      {
        cue: /\bapprov/i,
        text: 'Route the approval by hand, then check the approvers, their deputies and the deadline of this step.',
      },
      {
        cue: /\b(?:payment|invoice|order|refund|checkout)/i,
        text: 'Tell the customer, repeat the step once the cause is known, and check that nothing was booked twice.',
      },
      {
        cue: /\b(?:job|task|pipeline|batch|stage|import|export|sync)/i,
        text: 'Open the run, repair the first step that failed, and run again from there; check what later steps did with half the data.',
      },
    ],
  ],
]);

/** Advice for a category when no cue occurs. */
export const DEFAULT_ADVICE: ReadonlyMap<string, AdviceByTriage> = new Map<string, AdviceByTriage>([
  [
    'HTTP Status',
    {
      incident: 'Find out since when and for whom requests fail, and roll back the last change if it began with that.',
      preventive_action: 'Look in the application log at the same time and path for the reason of this answer.',
    },
  ],
  [
    'Security Alert',
    {
      incident: 'Find out whether it succeeded, stop the source (block, lock, isolate), and keep the logs as evidence.',
      preventive_action:
        'Find out who is behind it. Block the source if nobody knows of it, and watch for more of the same.',
    },
  ],
  [
    'System Notification',
    {
      incident: 'Somebody should look now: find out whether this was planned and what depends on it.',
      preventive_action: 'Check whether this was planned; if not, find out what caused it.',
    },
  ],
  [
    'Error',
    {
      incident: 'Find out how many users it hits, roll back or switch over if it is many, then repair the cause.',
      preventive_action:
        'See whether it repeats and since when; compare with the last change, and repair the cause before it spreads.',
    },
  ],
  [
    'Critical Error',
    {
      incident:
        'Bring the service back first (restart, fail over, roll back), keep logs and dumps, then look for the cause.',
      preventive_action: 'It may come back worse: find the cause now, and make sure that backup and fail-over work.',
    },
  ],
  [
    'Resource Usage',
    {
      incident: 'The limit is all but reached: free or add capacity now, then find what grew.',
      preventive_action: 'See how fast it grows and when it will be full; plan capacity or clean up before.',
    },
  ],
  [
    'User Action',
    {
      incident: 'Ask the person whether it was them; if not, end their sessions and change their password.',
      preventive_action: 'Check that the person was meant to do this.',
    },
  ],
  [
    'Workflow Error',
    {
      incident: 'Stop the process before it does more harm, finish what is open by hand, then repair the failed step.',
      preventive_action: 'Finish this case by hand, then repair the step that failed and see which others it hit.',
    },
  ],
  [
    'Deprecation Warning',
    {
      incident: 'What it relied on is gone: move to the supported replacement now, or pin the old version meanwhile.',
      preventive_action: 'Plan the move to the replacement that the message or the release notes name.',
    },
  ],
]);

/** Advice when nothing better is known, also for categories that an administrator made. */
export const GENERAL_ADVICE: AdviceByTriage = {
  incident:
    'Somebody should look now: read the lines around this one, find out what it hits, and call whoever owns the source.',
  preventive_action: 'Read the lines around this one, see whether it repeats, and give it to whoever owns the source.',
};
