import type { Alert, AlertEvent, AlertMessage, DigestMessage } from '../../src/core/alert';

const SEEN = Date.UTC(2026, 10, 21, 12, 0, 0);
const LINKS = {
  alert: 'https://logsieve.example.com/alerts/0192f0c2-6a00-7000-8000-000000000001',
  log: 'https://logsieve.example.com/logs/0192f0c2-6a00-7000-8000-00000000000a',
};

export function alertWith(given: Partial<Alert> = {}): Alert {
  return {
    id: '0192f0c2-6a00-7000-8000-000000000001',
    fingerprint: '3f9a6c1be02d4857a1c0ffee12345678',
    rule: { id: 'incident', name: 'Incidents' },
    state: 'firing',
    category: 'Critical Error',
    severity: 9,
    triage: 'incident',
    source: 'raid',
    template: 'md0: Disk failure on <ID>, disabling device',
    templateId: 'f00dfeed',
    entities: { 'fields.host': 'db-1' },
    threats: [],
    suggestion: 'Replace the disk and let the array rebuild.',
    count: 3,
    firstSeen: SEEN,
    lastSeen: SEEN + 65_000,
    samples: [
      {
        logId: '0192f0c2-6a00-7000-8000-00000000000a',
        timestamp: SEEN,
        message: 'md0: Disk failure on sdb1, disabling device.\nOperation continuing on 1 devices.',
      },
    ],
    acknowledgedBy: null,
    ...given,
  };
}

const IDS: Readonly<Record<AlertEvent, string>> = {
  firing: '0192f0c2-7000-7000-8000-000000000001',
  repeat: '0192f0c2-7000-7000-8000-000000000002',
  escalation: '0192f0c2-7000-7000-8000-000000000003',
  resolved: '0192f0c2-7000-7000-8000-000000000004',
  test: '0192f0c2-7000-7000-8000-000000000005',
};
const SEQUENCES: Readonly<Record<AlertEvent, number>> = { firing: 1, repeat: 2, escalation: 3, resolved: 4, test: 1 };

export function messageOf(event: AlertEvent, alert: Partial<Alert> = {}): AlertMessage {
  const state = event === 'resolved' ? 'resolved' : 'firing';
  return {
    kind: 'alert',
    id: IDS[event],
    sequence: SEQUENCES[event],
    event,
    alert: alertWith({ state, ...alert }),
    links: LINKS,
  };
}

export function digest(given: Partial<DigestMessage> = {}): DigestMessage {
  const database = alertWith({
    fingerprint: '77aa6c1be02d4857a1c0ffee87654321',
    category: 'Error',
    severity: 6,
    source: 'shop',
    template: 'Timeout of <NUM> ms on connection to the database',
    count: 48_211,
  });
  return {
    kind: 'digest',
    id: '0192f0c2-7000-7000-8000-000000000006',
    reason: 'there is too much to tell one by one',
    from: SEEN,
    to: SEEN + 60_000,
    alerts: 37,
    logs: 50_000,
    byCategory: { 'Critical Error': 1_789, Error: 48_211 },
    top: [alertWith({ count: 1_789 }), database],
    links: { alert: 'https://logsieve.example.com/alerts', log: null },
    ...given,
  };
}
