import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

/** Load balancers, storage and networks of clouds, as far as they write lines. */
export const CLOUD_FORMATS = lineFormats('AWS', [
  {
    name: 'aws-alb',
    title: 'AWS Application Load Balancer access log',
    starts: 'hwg',
    pattern:
      /(?<type>https?|h2|grpcs?|wss?) (?<time>\d{4}-\d\d-\d\dT[\d:.]{8,20}Z) (?<loadBalancer>\S{1,200}) (?<clientIp>[\da-fA-F.:]{2,45}):(?<clientPort>\d{1,5}) (?<upstream>\S{1,60}) (?<requestS>-?[\d.]{1,12}) (?<durationS>-?[\d.]{1,12}) -?[\d.]{1,12} (?<status>\d{3}|-) (?<upstreamStatus>\d{3}|-) (?<bytesReceived>\d{1,20}) (?<bytes>\d{1,20}) "(?<request>[^"]*)" "(?<userAgent>[^"]*)" (?<tlsCipher>\S{1,100}) (?<tlsProtocol>\S{1,20})(?: (?<targetGroup>\S{1,300}) "(?<traceId>[^"]{0,200})")?/,
    types: { requestS: 'number' },
    source: 'aws-alb',
    samples: [
      {
        line: 'https 2026-01-02T03:04:05.186641Z app/my-lb/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 34 366 "GET https://www.example.com:443/a?b=1 HTTP/1.1" "curl/8.5" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354"',
        message: 'GET /a?b=1 returned 200',
        level: 'INFO',
        source: 'aws-alb',
        time: '2026-01-02T03:04:05.186Z',
        fields: {
          type: 'https',
          loadBalancer: 'app/my-lb/50dc6c495c0c9188',
          clientIp: '192.0.2.7',
          clientPort: 2817,
          upstream: '10.0.0.1:80',
          requestS: 0.086,
          durationMs: 48,
          status: 200,
          upstreamStatus: 200,
          bytesReceived: 34,
          bytes: 366,
          method: 'GET',
          path: '/a?b=1',
          vhost: 'www.example.com:443',
          protocol: 'HTTP/1.1',
          userAgent: 'curl/8.5',
          tlsCipher: 'ECDHE-RSA-AES128-GCM-SHA256',
          tlsProtocol: 'TLSv1.2',
          targetGroup: 'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067',
          traceId: 'Root=1-58337262-36d228ad5d99923122bbe354',
        },
      },
    ],
  },
  {
    name: 'aws-elb',
    title: 'AWS Classic Load Balancer access log',
    after: 'time',
    starts: '',
    pattern:
      /(?<loadBalancer>[\w.-]{1,64}) (?<clientIp>[\da-fA-F.:]{2,45}):(?<clientPort>\d{1,5}) (?<upstream>\S{1,60}) -?[\d.]{1,12} (?<durationS>-?[\d.]{1,12}) -?[\d.]{1,12} (?<status>\d{3}|-) (?<upstreamStatus>\d{3}|-) (?<bytesReceived>\d{1,20}) (?<bytes>\d{1,20}) "(?<request>[^"]*)"(?: "(?<userAgent>[^"]*)" (?<tlsCipher>\S{1,100}) (?<tlsProtocol>\S{1,20}))?/,
    source: 'aws-elb',
    samples: [
      {
        line: '2026-01-02T03:04:05.945958Z my-loadbalancer 192.0.2.7:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/8.5" - -',
        message: 'GET / returned 200',
        level: 'INFO',
        source: 'aws-elb',
        time: '2026-01-02T03:04:05.945Z',
        fields: {
          loadBalancer: 'my-loadbalancer',
          clientIp: '192.0.2.7',
          clientPort: 2817,
          upstream: '10.0.0.1:80',
          durationMs: 1.048,
          status: 200,
          upstreamStatus: 200,
          bytesReceived: 0,
          bytes: 29,
          method: 'GET',
          path: '/',
          vhost: 'www.example.com:80',
          protocol: 'HTTP/1.1',
          userAgent: 'curl/8.5',
        },
      },
    ],
  },
  {
    name: 'aws-s3-access',
    title: 'AWS S3 server access log',
    starts: '0123456789abcdef',
    pattern:
      /(?<bucketOwner>[\da-f]{64}) (?<bucket>[\w.-]{3,63}) \[(?<time>[^\]]{20,40})\] (?<clientIp>[\da-fA-F.:-]{1,45}) (?<user>\S{1,300}) (?<requestId>\w{1,40}) (?<operation>[A-Z0-9._]{3,80}) (?<key>\S{1,2000}) "(?<request>[^"]*)" (?<status>\d{3}|-) (?<errorCode>[\w-]{1,60}) (?<bytes>[\d-]{1,20}) (?<objectSize>[\d-]{1,20}) (?<durationMs>[\d-]{1,12}) [\d-]{1,12} "(?<referrer>[^"]*)" "(?<userAgent>[^"]*)"/,
    types: { objectSize: 'integer' },
    source: 'aws-s3',
    samples: [
      {
        line: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be my-bucket [02/Jan/2026:03:04:05 +0000] 192.0.2.3 arn:aws:iam::123456789012:user/bob 3E57427F3EXAMPLE REST.GET.OBJECT photos/a.jpg "GET /my-bucket/photos/a.jpg HTTP/1.1" 403 AccessDenied 243 - 7 - "-" "S3Console/0.4"',
        message: 'GET /my-bucket/photos/a.jpg returned 403',
        level: 'WARNING',
        source: 'aws-s3',
        time: '2026-01-02T03:04:05.000Z',
        fields: {
          bucketOwner: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
          bucket: 'my-bucket',
          clientIp: '192.0.2.3',
          user: 'arn:aws:iam::123456789012:user/bob',
          requestId: '3E57427F3EXAMPLE',
          operation: 'REST.GET.OBJECT',
          key: 'photos/a.jpg',
          method: 'GET',
          path: '/my-bucket/photos/a.jpg',
          protocol: 'HTTP/1.1',
          status: 403,
          errorCode: 'AccessDenied',
          bytes: 243,
          durationMs: 7,
          userAgent: 'S3Console/0.4',
        },
      },
    ],
  },
  {
    name: 'aws-vpc-flow',
    title: 'AWS VPC flow log (version 2)',
    starts: '2',
    pattern:
      /2 (?<account>\d{12}|unknown) (?<interface>eni-\w{1,30}) (?<sourceIp>[\da-fA-F.:-]{1,45}) (?<destinationIp>[\da-fA-F.:-]{1,45}) (?<sourcePort>[\d-]{1,5}) (?<destinationPort>[\d-]{1,5}) (?<protocolNumber>[\d-]{1,3}) (?<packets>[\d-]{1,20}) (?<bytes>[\d-]{1,20}) (?<time>\d{9,10}) \d{9,10} (?<action>ACCEPT|REJECT|-) (?<outcome>OK|NODATA|SKIPDATA)$/,
    source: 'aws-vpc',
    refine: (draft) => {
      const { action, sourceIp, destinationIp, destinationPort, outcome } = draft.fields;
      draft.message =
        action === undefined
          ? `flow log ${textOf(outcome)}`
          : `${textOf(action)} ${textOf(sourceIp)} to ${textOf(destinationIp)} port ${textOf(destinationPort)}`;
      return true;
    },
    samples: [
      {
        line: '2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1767323045 1767323105 REJECT OK',
        message: 'REJECT 172.31.9.69 to 172.31.9.12 port 3389',
        source: 'aws-vpc',
        time: '2026-01-02T03:04:05.000Z',
        fields: {
          account: '123456789010',
          interface: 'eni-1235b8ca123456789',
          sourceIp: '172.31.9.69',
          destinationIp: '172.31.9.12',
          sourcePort: 49761,
          destinationPort: 3389,
          protocolNumber: 6,
          packets: 20,
          bytes: 4249,
          action: 'REJECT',
          outcome: 'OK',
        },
      },
    ],
  },
]);
