import { takeAt, valueAt, jsonDialects } from '../json-dialect';
import { textOf } from '../text-of';
import { describeEve } from './suricata-event';

/** Network monitors and audit trails. */
export const JSON_SECURITY_DIALECTS = jsonDialects('JSON of monitors and audit trails', [
  {
    name: 'suricata-eve',
    title: 'Suricata EVE',
    has: ['event_type', 'timestamp'],
    time: ['timestamp'],
    source: 'suricata',
    names: {
      src_ip: 'sourceIp',
      src_port: 'sourcePort',
      dest_ip: 'destinationIp',
      dest_port: 'destinationPort',
      proto: 'protocol',
    },
    refine: describeEve,
    samples: [
      {
        line: '{"timestamp":"2026-01-02T03:04:05.678901+0000","flow_id":1,"event_type":"alert","src_ip":"192.0.2.7","src_port":43210,"dest_ip":"10.0.0.5","dest_port":80,"proto":"TCP","alert":{"action":"allowed","gid":1,"signature_id":2010935,"signature":"ET SCAN Suspicious inbound to MSSQL","category":"Potentially Bad Traffic","severity":2}}',
        message: 'ET SCAN Suspicious inbound to MSSQL 192.0.2.7 to 10.0.0.5 port 80',
        level: 'WARNING',
        source: 'suricata',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          flow_id: 1,
          event_type: 'alert',
          alert: {
            action: 'allowed',
            gid: 1,
            signature_id: 2010935,
            signature: 'ET SCAN Suspicious inbound to MSSQL',
            category: 'Potentially Bad Traffic',
            severity: 2,
          },
          sourceIp: '192.0.2.7',
          sourcePort: 43210,
          destinationIp: '10.0.0.5',
          destinationPort: 80,
          protocol: 'TCP',
          signatureId: 2010935,
        },
      },
    ],
  },
  {
    name: 'zeek-json',
    title: 'Zeek as JSON',
    has: ['id.orig_h', 'id.resp_h'],
    time: ['ts'],
    source: 'zeek',
    names: {
      'id.orig_h': 'sourceIp',
      'id.orig_p': 'sourcePort',
      'id.resp_h': 'destinationIp',
      'id.resp_p': 'destinationPort',
      proto: 'protocol',
      status_code: 'status',
      host: 'vhost',
    },
    refine: (draft) => {
      const { sourceIp, destinationIp, destinationPort, status } = draft.fields;
      if (status !== undefined) return;
      const what =
        textOf(draft.fields['note']) ||
        textOf(draft.fields['conn_state']) ||
        textOf(draft.fields['service']) ||
        'connection';
      const said = textOf(draft.fields['msg']) || textOf(draft.fields['query']);
      draft.message = `${what} ${textOf(sourceIp)} to ${textOf(destinationIp)} port ${textOf(destinationPort)}${said === '' ? '' : `: ${said}`}`;
    },
    samples: [
      {
        line: '{"ts":1767323045.678,"uid":"CwTLJM1KZJrqZJu7Ng","id.orig_h":"192.0.2.7","id.orig_p":43210,"id.resp_h":"10.0.0.5","id.resp_p":22,"proto":"tcp","conn_state":"REJ"}',
        message: 'REJ 192.0.2.7 to 10.0.0.5 port 22',
        source: 'zeek',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          uid: 'CwTLJM1KZJrqZJu7Ng',
          conn_state: 'REJ',
          sourceIp: '192.0.2.7',
          sourcePort: 43210,
          destinationIp: '10.0.0.5',
          destinationPort: 22,
          protocol: 'tcp',
        },
      },
    ],
  },
  {
    name: 'kubernetes-audit',
    title: 'Kubernetes audit event',
    has: ['auditID', 'verb', 'requestURI'],
    time: ['stageTimestamp', 'requestReceivedTimestamp'],
    source: 'kubernetes',
    refine: (draft) => {
      const { fields } = draft;
      const user = textOf(takeAt(fields, 'user.username'));
      const code = valueAt(fields, 'responseStatus.code');
      const verb = textOf(takeAt(fields, 'verb'));
      if (user !== '') fields['user'] = user;
      const [client] = Array.isArray(fields['sourceIPs']) ? fields['sourceIPs'] : [];
      if (typeof client === 'string') fields['clientIp'] = client;
      fields['action'] = verb;
      fields['path'] = textOf(takeAt(fields, 'requestURI'));
      if (typeof code === 'number') fields['status'] = code;
      draft.message = `${verb} ${fields['path']} by ${user || 'unknown'} returned ${textOf(code) || '-'}`;
    },
    samples: [
      {
        line: '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"0f1c","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/default/secrets/db","verb":"get","user":{"username":"bob","groups":["dev"]},"sourceIPs":["192.0.2.7"],"responseStatus":{"code":403},"stageTimestamp":"2026-01-02T03:04:05.678901Z"}',
        message: 'get /api/v1/namespaces/default/secrets/db by bob returned 403',
        level: 'WARNING',
        source: 'kubernetes',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          kind: 'Event',
          apiVersion: 'audit.k8s.io/v1',
          level: 'Metadata',
          auditID: '0f1c',
          stage: 'ResponseComplete',
          user: 'bob',
          sourceIPs: ['192.0.2.7'],
          responseStatus: { code: 403 },
          clientIp: '192.0.2.7',
          action: 'get',
          path: '/api/v1/namespaces/default/secrets/db',
          status: 403,
        },
      },
    ],
  },
]);
