import { levelOf } from '../../core/level';
import { takeAt, valueAt, jsonDialects } from '../json-dialect';
import { textOf } from '../text-of';

/** Schemas of the public clouds. */
export const JSON_CLOUD_DIALECTS = jsonDialects('JSON of clouds', [
  {
    name: 'gcp',
    title: 'Google Cloud Logging entry',
    has: ['logName'],
    when: (entry) =>
      ['textPayload', 'jsonPayload', 'protoPayload', 'httpRequest'].some((key) => Object.hasOwn(entry, key)),
    message: ['textPayload', 'jsonPayload.message', 'jsonPayload.msg', 'protoPayload.status.message'],
    time: ['timestamp', 'receiveTimestamp'],
    level: ['severity'],
    from: [
      'resource.labels.container_name',
      'resource.labels.service_name',
      'resource.labels.module_id',
      'resource.type',
    ],
    names: {
      'httpRequest.requestMethod': 'method',
      'httpRequest.requestUrl': 'url',
      'httpRequest.status': 'status',
      'httpRequest.remoteIp': 'clientIp',
      'httpRequest.userAgent': 'userAgent',
      'httpRequest.responseSize': 'bytes',
    },
    refine: (draft) => {
      const method = textOf(valueAt(draft.fields, 'protoPayload.methodName'));
      const user = textOf(valueAt(draft.fields, 'protoPayload.authenticationInfo.principalEmail'));
      if (method !== '')
        draft.message = `${method} by ${user || 'unknown'}${draft.message === '' ? '' : `: ${draft.message}`}`;
    },
    samples: [
      {
        line: '{"logName":"projects/p/logs/stdout","resource":{"type":"k8s_container","labels":{"container_name":"shop"}},"severity":"ERROR","textPayload":"charge failed","timestamp":"2026-01-02T03:04:05.678901Z","insertId":"1a"}',
        message: 'charge failed',
        level: 'ERROR',
        source: 'shop',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logName: 'projects/p/logs/stdout', resource: { type: 'k8s_container' }, insertId: '1a' },
      },
      {
        line: '{"logName":"projects/p/logs/requests","httpRequest":{"requestMethod":"GET","requestUrl":"https://shop.example/cart","status":503,"remoteIp":"192.0.2.7"},"severity":"WARNING","timestamp":"2026-01-02T03:04:05Z"}',
        message: 'GET /cart returned 503',
        level: 'WARNING',
        time: '2026-01-02T03:04:05.000Z',
        fields: {
          logName: 'projects/p/logs/requests',
          status: 503,
          method: 'GET',
          path: '/cart',
          vhost: 'shop.example',
          clientIp: '192.0.2.7',
        },
      },
    ],
  },
  {
    name: 'aws-cloudtrail',
    title: 'AWS CloudTrail record',
    has: ['eventSource', 'eventName', 'eventTime'],
    time: ['eventTime'],
    from: ['eventSource'],
    names: { sourceIPAddress: 'clientIp', awsRegion: 'region', eventID: 'eventUuid' },
    refine: (draft) => {
      const { fields } = draft;
      const user = [
        'userIdentity.userName',
        'userIdentity.sessionContext.sessionIssuer.userName',
        'userIdentity.arn',
        'userIdentity.type',
      ]
        .map((key) => textOf(valueAt(fields, key)))
        .find((name) => name !== '');
      if (user !== undefined) fields['user'] = user;
      const error = textOf(fields['errorCode']);
      const result = textOf(valueAt(fields, 'responseElements.ConsoleLogin'));
      const why = [error, textOf(fields['errorMessage']), result].filter((part) => part !== '').join(': ');
      draft.level = levelOf(error !== '' || result === 'Failure' ? 'warning' : 'info');
      draft.message = `${textOf(takeAt(fields, 'eventName'))} by ${user ?? 'unknown'} from ${textOf(fields['clientIp']) || 'unknown'}${why === '' ? '' : `: ${why}`}`;
    },
    samples: [
      {
        line: '{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"bob"},"eventTime":"2026-01-02T03:04:05Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.7","errorCode":"AccessDenied","errorMessage":"Access Denied"}',
        message: 'DeleteBucket by bob from 192.0.2.7: AccessDenied: Access Denied',
        level: 'WARNING',
        source: 's3.amazonaws.com',
        time: '2026-01-02T03:04:05.000Z',
        fields: {
          eventVersion: '1.08',
          userIdentity: { type: 'IAMUser', userName: 'bob' },
          errorCode: 'AccessDenied',
          errorMessage: 'Access Denied',
          clientIp: '192.0.2.7',
          region: 'eu-central-1',
          user: 'bob',
        },
      },
    ],
  },
  {
    name: 'azure-activity',
    title: 'Azure Monitor resource log',
    has: ['operationName', 'resourceId', 'time'],
    message: ['properties.message', 'resultDescription', 'properties.log'],
    time: ['time'],
    level: ['level'],
    scale: 'windows',
    from: ['category'],
    names: { callerIpAddress: 'clientIp', correlationId: 'requestId', 'identity.claims.name': 'user' },
    refine: (draft) => {
      const result = textOf(draft.fields['resultType']);
      if (draft.message === '')
        draft.message = `${textOf(draft.fields['operationName'])}${result === '' ? '' : `: ${result}`}`;
    },
    samples: [
      {
        line: '{"time":"2026-01-02T03:04:05.678Z","resourceId":"/SUBSCRIPTIONS/1/RESOURCEGROUPS/RG","operationName":"MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE","category":"Administrative","resultType":"Failure","level":"Error","callerIpAddress":"192.0.2.7"}',
        message: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE: Failure',
        level: 'ERROR',
        source: 'Administrative',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          resourceId: '/SUBSCRIPTIONS/1/RESOURCEGROUPS/RG',
          operationName: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE',
          resultType: 'Failure',
          clientIp: '192.0.2.7',
        },
      },
    ],
  },
]);
